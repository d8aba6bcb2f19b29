/* SPDX-License-Identifier: ISC */
/* What the made-up region is made of.  City names are real or made up, every
   name of a person or an organisation is drawn from these lists. */
#include "main/demo.h"

const struct demo_country demo_countries[] = {
	{ "BR", "55", TONGUE_PT, 30,
	    "São Paulo/SP/01310-100/11;Porto Alegre/RS/90010-150/51;"
	    "Recife/PE/50030-230/81;Manaus/AM/69005-040/92;"
	    "Florianópolis/SC/88010-400/48" },
	{ "AR", "54", TONGUE_ES, 14,
	    "Buenos Aires/CABA/C1002AAP/11;Córdoba/Córdoba/X5000/351;"
	    "Rosario/Santa Fe/S2000/341;Neuquén/Neuquén/Q8300/299" },
	{ "MX", "52", TONGUE_ES, 10,
	    "Ciudad de México/CDMX/06000/55;Mérida/Yucatán/97000/999;"
	    "Querétaro/Querétaro/76000/442" },
	{ "CO", "57", TONGUE_ES, 8,
	    "Bogotá/DC/110111/1;Medellín/Antioquia/050001/4;"
	    "Popayán/Cauca/190001/2" },
	{ "CL", "56", TONGUE_ES, 7,
	    "Santiago/RM/8320000/2;Valdivia/Los Ríos/5090000/63;"
	    "Iquique/Tarapacá/1100000/57" },
	{ "PE", "51", TONGUE_ES, 5,
	    "Lima/Lima/15001/1;Cusco/Cusco/08001/84;Piura/Piura/20001/73" },
	{ "EC", "593", TONGUE_ES, 5,
	    "Quito/Pichincha/170101/2;Cuenca/Azuay/010101/7" },
	{ "UY", "598", TONGUE_ES, 5,
	    "Montevideo/Montevideo/11400/;Salto/Salto/50000/;"
	    "Rocha/Rocha/27000/" },
	{ "VE", "58", TONGUE_ES, 4,
	    "Caracas/Distrito Capital/1010/212;Mérida/Mérida/5101/274" },
	{ "BO", "591", TONGUE_ES, 4,
	    "La Paz/La Paz/0201/2;Tarija/Tarija/0601/4" },
	{ "PY", "595", TONGUE_ES, 4,
	    "Asunción/Asunción/1001/21;Encarnación/Itapúa/6000/71" },
	{ "CR", "506", TONGUE_ES, 3, "San José/San José/10101/" },
	{ "PA", "507", TONGUE_ES, 3, "Panamá/Panamá/0801/" },
	{ "GT", "502", TONGUE_ES, 3, "Antigua/Sacatepéquez/03001/" },
	{ "HN", "504", TONGUE_ES, 2, "Tegucigalpa/FM/11101/" },
	{ "NI", "505", TONGUE_ES, 2, "Managua/Managua/11001/" },
	{ "SV", "503", TONGUE_ES, 2, "San Salvador/San Salvador/1101/" },
	{ "DO", "1", TONGUE_ES, 3, "Santo Domingo/DN/10101/809" },
	{ "CU", "53", TONGUE_ES, 1, "Camagüey/Camagüey/70100/32" },
	{ "TT", "1", TONGUE_EN, 2, "Port of Spain/POS/150123/868" },
	{ "BZ", "501", TONGUE_EN, 1, "Belmopan/Cayo//" },
	{ "GY", "592", TONGUE_EN, 1, "Georgetown/Demerara//" },
	{ "SR", "597", TONGUE_NL, 2, "Paramaribo/Paramaribo//" },
	{ "CW", "599", TONGUE_NL, 2, "Willemstad/Curaçao//9" },
	{ "AW", "297", TONGUE_NL, 1, "Oranjestad/Aruba//" },
	{ "BQ", "599", TONGUE_NL, 1, "Kralendijk/Bonaire//7" },
	{ "HT", "509", TONGUE_HT, 2, "Jacmel/Sud-Est/HT9110/" },
	{ "GF", "594", TONGUE_HT, 1, "Cayenne/Guyane/97300/" },
};
const size_t demo_country_count = ARRAY_LENGTH(demo_countries);

const struct demo_words demo_tongues[TONGUE_COUNT] = {
	[TONGUE_ES] = {
	.first_names = "Ana;Juana;Martín;Lucía;Íñigo;Rosa;Ramón;Inés;Óscar;"
	    "Belén;Nahuel;Concepción;Raúl;Ximena;Facundo;Pilar;Tomás;Úrsula",
	.last_names = "Quispe;Núñez;Ibáñez Roca;Peña;Zúñiga;Machado;Errázuriz;"
	    "Guzmán;Ñancupil;Ospina Vélez;Téllez;Aguirregaray;Cáceres;Yupanqui",
	.streets = "Av. de los Ejemplos;Calle del Faro;Ruta del Ceibo;"
	    "Pasaje Ñandubay;Bulevar Sin Salida;Camino a la Estación;"
	    "Av. Ingeniera Pérez",
	.places = "Valle Azul;Puerto Sereno;Río Pardo;Laguna Honda;"
	    "Monte Quebrado;San Telésforo;Villa Ombú;Cañada Grande;"
	    "Punta Gaviota;Cerro Ñandú;Los Álamos Viejos;Santa Marea",
	.brands = "Cóndor;Araucaria;Colibrí;Jacarandá;Tatú;Pampero;Quetzal;"
	    "Ñandutí;Altiplano;Lapacho;Chasqui;Sirena;Guayacán;Amaranto",
	.forms = {
	    [TRADE_CARRIER] = "Telecomunicaciones # S.A.;Cooperativa Eléctrica "
	    "y de Servicios de * Ltda.;Redes # S.R.L.;Cable * S.A.;"
	    "Fibra # S.A.S.;Internet de * E.I.R.L.;Conexión # S.A. de C.V.",
	    [TRADE_USER] = "Universidad Nacional de *;Banco #;Ministerio de "
	    "Obras de *;Hospital de *;Municipalidad de *;Aerolíneas # S.A.;"
	    "Puerto de * S.A.",
	    [TRADE_CUSTOMER] = "Supermercados # S.A.;Clínica *;Bodega * S.R.L.;"
	    "Colegio de *;Hotel #;Panadería La *;Transportes # Ltda.;"
	    "Estudio Jurídico # y Asociados;Frigorífico * S.A.",
	    [TRADE_LEGACY] = "Instituto de Cálculo de *;Observatorio de *;"
	    "Comisión de Energía de *" } },
	[TONGUE_PT] = {
	.first_names = "João;Conceição;Antônio;Luísa;Thiago;Íris;Rosângela;"
	    "Estêvão;Inês;Caetano;Débora;Júlio;Lourenço;Tainá",
	.last_names = "Gonçalves;da Conceição;Araújo Neto;Assunção;Falcão;"
	    "dos Anjos;Magalhães;Sant'Ana;Brandão;Leão;Simões Pires;Queirós",
	.streets = "Rua das Acácias;Avenida do Exemplo;Travessa do Açude;"
	    "Rua Doutor João Ninguém;Alameda dos Ipês;Rodovia do Sertão",
	.places = "Vale Verde;Porto Manso;Lagoa Funda;São Nunca;"
	    "Boa Esperança do Sul;Ilha Comprida do Norte;Serra Azul;"
	    "Águas Paradas;Ribeirão do Ipê;Campo Largo Velho",
	.brands = "Jabuti;Araçá;Tucano;Ipê;Cupuaçu;Sabiá;Boto;Maracá;Caju;"
	    "Tamanduá;Sertão;Pitanga;Guará;Aroeira;Curió",
	.forms = {
	    [TRADE_CARRIER] = "# Telecomunicações Ltda;Provedor * Ltda ME;"
	    "Fibra # Internet EIRELI;Rede # de Comunicação S.A.;"
	    "Conexão * Telecom Ltda;# Net Serviços de Internet Ltda",
	    [TRADE_USER] = "Universidade Federal de *;Banco # S.A.;"
	    "Prefeitura de *;Hospital das Clínicas de *;Companhia de Águas "
	    "de *;Tribunal de *",
	    [TRADE_CUSTOMER] = "Padaria #;Colégio *;Usina * S.A.;Hotel Fazenda "
	    "#;Mercado # Ltda;Clínica Odontológica * Ltda;Cartório de *;"
	    "Transportadora # Ltda",
	    [TRADE_LEGACY] = "Fundação de Pesquisa de *;Laboratório # de "
	    "Computação" } },
	[TONGUE_EN] = {
	.first_names = "Marlene;Winston;Aaliyah;Devon;Grace;Errol",
	.last_names = "Baptiste-Hall;O'Garro;Ramkissoon;Hinds;St. Clair",
	.streets = "Example Street;Independence Square;Old Harbour Road;"
	    "Frangipani Lane",
	.places = "Coral Bay;Ibis Point;Mangrove Hill;Pelican Reach",
	.brands = "Steelpan;Hummingbird;Breadfruit;Tradewind",
	.forms = {
	    [TRADE_CARRIER] = "# Communications Limited;* Cable Company Ltd.",
	    [TRADE_USER] = "University of *;Bank of *;# Port Authority",
	    [TRADE_CUSTOMER] = "# Bakery;* Guest House Ltd.;# Motors & Sons;"
	    "School of *",
	    [TRADE_LEGACY] = "* Research Station" } },
	[TONGUE_NL] = {
	.first_names = "Ruben;Shanté;Gijs;Marijke;Desirée",
	.last_names = "van der Kwartel;Waterval-Ló;Martis;de Veer",
	.streets = "Voorbeeldstraat;Kaya Ejemplo;Waterkant Zuid",
	.places = "Blauwbaai;Groot Kwartier;Palmentuin",
	.brands = "Kibrahacha;Dividivi;Anansi;Kolibrie",
	.forms = {
	    [TRADE_CARRIER] = "# Telecommunicatie N.V.;Kabelmaatschappij * "
	    "N.V.",
	    [TRADE_USER] = "Universiteit van *;Centrale Bank van *",
	    [TRADE_CUSTOMER] = "Bakkerij #;Hotel * B.V.;Garage # B.V.",
	    [TRADE_LEGACY] = "Meteorologische Dienst *" } },
	[TONGUE_HT] = {
	.first_names = "Mirlande;Évens;Jean-Élie;Fabiola",
	.last_names = "Désir;Pierre-Noël;Bontan;Lafleur",
	.streets = "Rue de l'Exemple;Ri Zetwal;Avenue des Manguiers",
	.places = "Anse-à-Bleu;Morne Rouge;Baie-Claire;Baie-Douce",
	.brands = "Kolibri;Lakansyèl;Zandolit;Soley Leve",
	.forms = {
	    [TRADE_CARRIER] = "Kominikasyon # S.A.;Réseaux de * S.A.",
	    [TRADE_USER] = "Université de *;Banque #",
	    [TRADE_CUSTOMER] = "Boulangerie #;Lekòl *;Hôtel #",
	    [TRADE_LEGACY] = "Station Géophysique de *" } },
};
