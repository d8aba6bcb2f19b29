// SPDX-License-Identifier: ISC
// Three hundred texts that people type who mean no good, or that break what is
// carelessly written.

// What runs, if it becomes markup.
const RUN = "window.hacked=1";
const MARKUP = [
	`<script>${RUN}</script>`, `<img src=x onerror=${RUN}>`,
	`<svg onload=${RUN}>`, `<iframe srcdoc="<script>${RUN}</script>">`,
	`<a href="javascript:${RUN}">x</a>`, `<body onload=${RUN}>`,
	`<input autofocus onfocus=${RUN}>`, `<details open ontoggle=${RUN}>`,
	`<style>*{display:none}</style>`, `<base href="https://evil.example/">`,
	`<link rel=stylesheet href=//evil.example/x.css>`,
	`<meta http-equiv=refresh content="0;url=//evil.example">`,
	`<form action=//evil.example><button>x</button></form>`,
	`<math><mtext><img src=x onerror=${RUN}>`,
	`<object data="javascript:${RUN}">`, `<template><p>x</template>`,
	`<select><option>x`, `<table><tr><td>x`, "<plaintext>", "<xmp>",
];
const BEFORE = ["", "\">", "'>", "</title>", "</textarea>", "-->", "</pre>",
	"</script>", "</option></select>", "x' onclick='", "]]>"];

const WORDS = [
	// Spreadsheets, templates, formats, other languages
	"=1+1", "=HYPERLINK(\"//evil.example\")", "+1", "-1+1", "@SUM(A1)",
	"'=1", "|calc", "%0a=1", "{{csrf}}", "{% part frame %}", "${7*7}",
	"<%= 7 %>", "#{7*7}", "%s%s%n", "%d", "%%", "%", "%zz", "%00", "\\0",
	"'; DROP TABLE block; --", "\" OR \"\"=\"", "1; SELECT 1", "$(reboot)",
	"`reboot`", "; reboot", "../../etc/passwd", "..\\..\\x", "C:\\x",
	"\\u0022\\u003e", "\\x3cscript\\x3e", "\"},{\"x\":\"", "[]", "null",
	"undefined", "NaN", "true", "0", "-0", "1e309", "0x1f",
	// Entities, and what looks like markup
	"&lt;script&gt;", "&#60;b&#62;", "&amp;amp;", "&", "&nbsp;", "&#0;",
	"<", ">", "<>", "< b>", "<!--", "<!DOCTYPE html>", "<?xml?>", "\"",
	"'", "`", "a\"b'c<d>e&f", "\uFF1Cscript\uFF1E", "‹script›", "<ſcript>",
	// WHOIS and mail
	"% comment", "# comment", "owner: Evil", "inetnum:     0.0.0.0/0", ":",
	"source: LACNIC", "Bcc: x@evil.example", ".", "..", "=?utf-8?q?x?=",
	"\\", "\\n", "\\r\\n", "a,b", "a;b", "a\"\"b",
	// Letters
	"ñandú ÁÉÍ", "Ÿ", "ß", "İ", "Ω", "أهلا", "שלום", "नमस्ते", "日本語",
	"🦜", "👨‍👩‍👧", "e\u0301", "Z͑ͫ̓͊", "\u00a0", "\u3000", "\u00ad",
	// Controls, separators, marks of direction, and what is no character
	"a\r\nb", "a\nowner: Evil", "a\rb", "a\tb", "a\vb", "a\fb", "\x00",
	"a\x1b[31mb", "\x7f", "a\x85b", "a\u2028b", "a\u2029b", "\u202egnp",
	"\u2066x", "\u200b", "\u200d", "\ufeff", "\ufffd", "\ufffe",
	"\ue000", "\u{10ffff}", "\r\nSet-Cookie: x=y", "\n\n", "\r", "\b",
	// Long
	"x".repeat(3000), "x".repeat(121), "W".repeat(120), "x ".repeat(500),
	"🦜".repeat(40), "<".repeat(120), "\"".repeat(120), "&".repeat(120),
];

const POINTS = MARKUP.flatMap((markup) => BEFORE.map((before) =>
    before + markup));
export const HOSTILE = [...WORDS, ...POINTS].slice(0, 300);
