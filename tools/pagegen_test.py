# SPDX-License-Identifier: ISC
"""The self-test of pagegen.py: what it must take, and what it must refuse."""

import pagegen

HEAD = """<!-- page x
text a
int n
bool b
day d
markup m1
link link
box box
list rows       # with a list inside
  text name
  list inner
    int count
-->
"""
LINK = "<!-- part link\ntext url\n-->\n<a href=\"{{url|path}}\">x</a>\n"
BOX = ("<!-- part box\ntext title\nlink link\n-->\n<div>{% part link %}"
       "{% content %}\n{{title}}</div>\n")
FIRST = HEAD.count("\n") + 1

# What a body must become: a piece of the C.
TAKEN = [
    ("{{a}}", "put_text(m, in->a);"),
    ("{{n}}", "put_int(m, in->n);"),
    ("{{n|raw}} {{n|percent}}", "put_percent(m, in->n);"),
    ('<p class="x{{n}}">y</p>', "put_plain_int(m, in->n);"),
    ('<p title="{{n}}">y</p>', "put_int(m, in->n);"),
    ("{{d}}", "put_day(m, in->d);"),
    ('<time datetime="{{d}}">x</time>', "put_iso(m, in->d);"),
    ('<p title="{{d}}">x</p>', "put_day_text(m, in->d);"),
    ("{{!m1}}", "put_markup(m, in->m1);"),
    ('<a href="/b/{{a}}?x={{a}}">y</a>', "put_url(m, in->a);"),
    ('<a href="?q={{a}}">y</a>', "put_url(m, in->a);"),
    ('<a href="{{a|path}}">y</a>', "put_path(m, in->a);"),
    ('<a href="{% if b %}/x{% else %}/y{% end %}">z</a>', "if (in->b) {"),
    ('<a href="{% if b %}/x/{% else %}/y/{% end %}{{a}}">z</a>', "put_url"),
    ("{% if a %}x{% end %}", "if (in->a != NULL && *in->a != '\\0') {"),
    ("{% if not rows %}x{% end %}", "if (!(in->rows_count > 0)) {"),
    ("<option{% if b %} selected{% end %}>x</option>", "if (in->b) {"),
    ('<link rel="icon" href="{% asset "x.svg" %}">', "/assets/x.0.svg"),
    ("{% for r in rows %}{% for i in r.inner %}{{i.count}}{{r.name}}{{a}}"
     "{% end %}{% end %}", "put_text(m, each_r_1->name);"),
    ('{% t "Say \\"%s\\"" a %}',
     'put_said(m, say(m, "Say \\"%s\\""), said_text(in->a));'),
    ('{% t "%d block of %s" "%d blocks of %s" n m1 %}',
     'say_plural(m, "%d block of %s", "%d blocks of %s", (uint64_t)in->n)'),
    ('<p title="{% t "All 100 %%" %}">x</p>', "put_said_all(m, say("),
    ("{% part link %}", "put_part_link(m, &in->link);"),
    ("{% inside box %}<p>y</p>{% end %}", "put_part_box_end(m, &in->box);"),
    ("{{box.link.url}}", "put_text(m, in->box.link.url);"),
    ("{# {{no}} #}<p>x</p>", "<p>x</p>"),
    ('<svg><path d="M1"/></svg><br/><img src="/x" alt="">', "<svg>"),
    ("<p>\n{% if b %}\nx\n{% end %}\n</p>", '"x\\n"'),
]

# What must be refused: the line, counted from the body's first, and words.
REFUSED = [
    ("<script>{{a}}</script>", 1, "inside <script>"),
    ("<script>x()</script>", 1, "inline <script>"),
    ("<style>\n{{a}}</style>", 2, "inside <style>"),
    ("<p\nstyle=\"x\">y</p>", 2, "style attribute"),
    ("<p onclick=\"{{a}}\">y</p>", 1, "on…"),
    ("<p class={{a}}>y</p>", 1, "unquoted"),
    ("<p class=x>y</p>", 1, "quote the value"),
    ("<p {{a}}>y</p>", 1, "outside quotes"),
    ("<{{a}}>", 1, "< that begins nothing"),
    ("<!-- {{a}} -->", 1, "comment"),
    ("\n\n<a href=\"{{a}}\">y</a>", 3, "start of href"),
    ("<a href=\"/{{a}}\">y</a>", 1, "start of href"),
    ("<a href=\"https://{{a}}\">y</a>", 1, "start of href"),
    ("<form action=\"{% if b %}/x/{% end %}{{a}}\">y</form>", 1, "start of"),
    ("<img src=\"{% t \"x\" %}\">", 1, "sentence in a URL"),
    ("<p title=\"{{!m1}}\">y</p>", 1, "markup inside a tag"),
    ("{{m1}}", 1, "markup"),
    ("{{!a}}", 1, "markup"),
    ("{{b}}", 1, "no value"),
    ("{{rows}}", 1, "no value"),
    ("x\n{{missing}}", 2, "no field missing"),
    ("{% for r in rows %}\n{{r.nome}}\n{% end %}", 2, "no field nome"),
    ("{% for r in rows %}{% end %}{{r.name}}", 1, "no field r"),
    ("{% for r in a %}{% end %}", 1, "no list"),
    ("{% if b %}", 1, "not ended"),
    ("{% end %}", 1, "end of nothing"),
    ("{% else %}", 1, "without its if"),
    ("{% when b %}", 1, "no such tag"),
    ("{% if b or a %}x{% end %}", 1, "no name of a field"),
    ("{{a|upper}}", 1, "no way to write"),
    ("{{a|raw}}", 1, "is for int"),
    ("<p title=\"{{a|path}}\">x</p>", 1, "whole URL"),
    ("{{a}", 1, "without its other half"),
    ("<p>\n<b>x</p>", 2, "<b> of line"),
    ("x\n<p>", 2, "<p> is not closed"),
    ("</p>", 1, "nothing is open"),
    ("<p", 1, "inside a tag"),
    ("{% if b %}<p>{% end %}x", 1, "opens or closes <p>"),
    ("{% if b %}<p title=\"{% end %}x", 1, "elsewhere"),
    ("{% for r in rows %}<p>{% end %}", 1, "opens or closes <p>"),
    ('{% t "%s" %}', 1, "values for"),
    ('{% t "x" a %}', 1, "values for"),
    ('{% t "%x" a %}', 1, "only %s"),
    ('{% t "100 %" %}', 1, "only %s"),
    ('{% t "%d" a %}', 1, "%d of a"),
    ('{% t "%s block" "%s blocks" n %}', 1, "counts with %d"),
    ('<p title="{% t "%s" m1 %}">x</p>', 1, "in an attribute"),
    ("{% t unquoted %}", 1, "t "),
    ("{% part box %}", 1, "inside box"),
    ("{% inside link %}x{% end %}", 1, "no content"),
    ("{% part a %}", 1, "no part"),
    ("{% content %}", 1, "content stands in a part"),
    ("{% asset \"x.svg\" %}", 1, "whole URL"),
    ("<img src=\"{% asset \"y.svg\" %}\">", 1, "no asset"),
]

BAD_HEADS = [
    ("<p>x</p>", "begins with"),
    ("<!-- page y\n-->\n", "name the file so"),
    ("<!-- page x\ntext\n-->\n", 'not "TYPE NAME"'),
    ("<!-- page x\nnumber n\n-->\n", "no type number"),
    ("<!-- page x\ntext a\ntext a\n-->\n", "a is taken"),
    ("<!-- page x\ntext int\n-->\n", "int is taken"),
    ("<!-- page x\n  text a\n-->\n", "indented"),
]


def compiled(body, head=HEAD):
    return pagegen.compile_pages(
        {"p/x.html": head + body, "p/part_link.html": LINK,
         "p/part_box.html": BOX}, {"x.svg": "x.0.svg"})


def faults():
    for body, wanted in TAKEN:
        try:
            source = compiled(body)[1]
            if wanted not in source:
                yield f"{body!r} gives no {wanted}:\n{source}"
        except pagegen.Complaint as complaint:
            yield f"{body!r} is refused: {complaint}"
    for body, line, words in REFUSED:
        yield from refusal(body, HEAD, f"p/x.html:{FIRST + line - 1}:", words)
    for head, words in BAD_HEADS:
        yield from refusal("", head, "p/x.html:", words)
    texts = [compiled("{{a}}") for _ in range(2)]
    if texts[0] != texts[1]:
        yield "two runs differ"


def refusal(body, head, where, words):
    try:
        compiled(body, head)
        yield f"{head + body if head != HEAD else body!r} is taken"
    except pagegen.Complaint as complaint:
        if not str(complaint).startswith(where) or words not in str(complaint):
            yield f"{body!r}: wanted {where} {words}; got {complaint}"


def main():
    found = list(faults())
    for fault in found:
        print(fault)
    count = len(TAKEN) + len(REFUSED) + len(BAD_HEADS) + 1
    print(f"{count - len(found)} passed, {len(found)} failed")
    return bool(found)
