#include "class/similar_site.h"

#include "class/similar_html.h"
#include "class/similar_print.h"
#include "error.h"
#include "file.h"
#include "report/xml.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- every page ---- */

/* Nothing but this style sheet is loaded, and no script is run, whatever a text has smuggled in. */
static void write_policy(FILE *page)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL)];
    crypto_hash_sha256(hash, (const unsigned char *)similar_style, strlen(similar_style));
    sodium_bin2base64(text, sizeof text, hash, sizeof hash,
                      sodium_base64_VARIANT_ORIGINAL);
    fprintf(page,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
            text);
}

void similar_html_begin(FILE *page, const char *title, bool wide)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
          page);
    write_policy(page);
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
          page);
    xml_text(page, title);
    fprintf(page, "</title>\n<style>%s</style>\n</head>\n<body>\n<main%s>\n",
            similar_style, wide ? " class=\"wide\"" : "");
}

void similar_html_end(FILE *page)
{
    fputs("</main>\n</body>\n</html>\n", page);
}

/* ---- the list ---- */

static void write_measure(FILE *page, const struct comparison *c)
{
    fprintf(page, "<p>%zu students", c->n_students);
    if (c->n_earlier > 0)
        fprintf(page, " and %zu texts of earlier years", c->n_earlier);
    fprintf(page, ": %lld pairs of texts compared on %.10s by ", (long long)c->n_compared,
            c->compared_at);
    xml_text(page, c->tool);
    fputs(".</p>\n<p>", page);
    fprintf(page, similar_says, c->run_tokens);
    fprintf(page, "</p>\n<p>%s</p>\n", similar_does_not_say);
    similar_print_missing(page, c, "<p class=\"quiet\">", ".</p>\n");
}

static void write_same(FILE *page, const struct comparison *c)
{
    size_t n = comparison_n_same(c);
    if (n == 0)
        return;
    fprintf(page, "<h2>The same files, byte for byte: %zu</h2>\n<ul>\n", n);
    for (size_t i = 0; i < c->n_texts; i++)
        if (c->texts[i].n_students > 1 && c->texts[i].outcome == SIMILAR_COMPARED) {
            fputs("<li>", page);
            xml_text(page, c->texts[i].label);
            fputs("</li>\n", page);
        }
    fputs("</ul>\n", page);
}

static void write_side(FILE *page, int percent, const char *label)
{
    fputs("<td class=\"number\">", page);
    similar_print_percent(page, percent);
    fputs("</td><td>", page);
    xml_text(page, label);
    fputs("</td>", page);
}

static void write_pairs(FILE *page, const struct comparison *c, bool anonymous)
{
    fprintf(page, "<h2>Pairs with %d %% or more: %zu</h2>\n", c->threshold, c->n_pairs);
    if (c->n_pairs == 0)
        return;
    fputs("<table>\n<thead><tr><th class=\"number\" scope=\"col\">share</th>"
          "<th scope=\"col\">text</th><th class=\"number\" scope=\"col\">share</th>"
          "<th scope=\"col\">text</th>",
          page);
    fputs(anonymous ? "" : "<th scope=\"col\">both</th>", page);
    fputs("</tr></thead>\n<tbody>\n", page);
    for (size_t i = 0; i < c->n_pairs; i++) {
        const struct compared_pair *pair = &c->pairs[i];
        fputs("<tr>", page);
        write_side(page, pair->first_percent, c->texts[pair->first].label);
        write_side(page, pair->second_percent, c->texts[pair->second].label);
        if (!anonymous)
            fprintf(page,
                    "<td><a href=\"%zu.html\" aria-label=\"read pair %zu\">read</a></td>",
                    i + 1, i + 1);
        fputs("</tr>\n", page);
    }
    fputs("</tbody>\n</table>\n", page);
}

static void write_list(FILE *page, const struct comparison *c, bool anonymous)
{
    similar_html_begin(page, "Similarity", false);
    fputs("<p class=\"quiet\"><a href=\"../index.html\">The class</a></p>\n"
          "<h1>Similarity</h1>\n",
          page);
    write_measure(page, c);
    write_same(page, c);
    write_pairs(page, c, anonymous);
    similar_html_end(page);
}

/* ---- files ---- */

/* The list is page 0. */
static int write_page(const char *folder, struct gradebook *book,
                      const struct comparison *c, size_t number, bool anonymous)
{
    char name[32] = "index.html", *text = NULL;
    size_t n = 0;
    if (number > 0)
        snprintf(name, sizeof name, "%zu.html", number);
    char *path = file_path(folder, name);
    FILE *page = path ? open_memstream(&text, &n) : NULL;
    int status = page ? 0 : -1;
    if (page && number == 0)
        write_list(page, c, anonymous);
    else if (page)
        status = similar_write_pair(page, book, c, number);
    if (page && fclose(page) != 0)
        status = error("out of memory");
    if (status == 0)
        status = file_replace_unsynced(path, text, n);
    free(text);
    free(path);
    return status;
}

int similar_write_site(struct gradebook *book, const char *site, bool anonymous,
                       long *n_pairs)
{
    struct comparison c;
    *n_pairs = -1;
    if (comparison_read(&c, book, anonymous) != 0)
        return -1;
    if (c.id == 0)
        return 0;
    char *folder = file_path(site, "similar");
    int status = folder ? 0 : -1;
    if (folder && mkdir(folder, 0777) != 0 && errno != EEXIST)
        status = error("cannot make '%s': %s", folder, strerror(errno));
    for (size_t i = 0; i <= (anonymous ? 0 : c.n_pairs) && status == 0; i++)
        status = write_page(folder, book, &c, i, anonymous);
    if (status == 0)
        *n_pairs = (long)c.n_pairs;
    free(folder);
    comparison_release(&c);
    return status;
}
