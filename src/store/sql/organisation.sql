-- SPDX-License-Identifier: ISC

-- one organisation_by_ownerid(text ownerid) -> organisation
SELECT @organisation FROM organisation WHERE ownerid = $ownerid

-- one organisation_by_opaque(text opaque) -> organisation
SELECT @organisation FROM organisation WHERE opaque = $opaque

-- one organisation_first() -> (int id)
SELECT id FROM organisation ORDER BY id LIMIT 1
