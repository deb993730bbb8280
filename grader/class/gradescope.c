#include "class/gradescope.h"

#include "error.h"
#include "file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#define MAX_BYTES ((size_t)64 << 20)

/* The file as a document; nodes are looked up by their keys. */
static const yaml_node_t *member(yaml_document_t *document, const yaml_node_t *mapping,
                                 const char *key)
{
    if (!mapping || mapping->type != YAML_MAPPING_NODE)
        return NULL;
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = yaml_document_get_node(document, pair->key);
        if (name && name->type == YAML_SCALAR_NODE &&
            strcmp((const char *)name->data.scalar.value, key) == 0)
            return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

static const char *text(yaml_document_t *document, const yaml_node_t *mapping,
                        const char *key)
{
    const yaml_node_t *node = member(document, mapping, key);
    return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value
                                                  : "";
}

static const yaml_node_t *first_submitter(yaml_document_t *document,
                                          const yaml_node_t *submission)
{
    const yaml_node_t *list = member(document, submission, ":submitters");
    if (!list || list->type != YAML_SEQUENCE_NODE ||
        list->data.sequence.items.start == list->data.sequence.items.top)
        return NULL;
    return yaml_document_get_node(document, *list->data.sequence.items.start);
}

/* Puts a copy of NEW in the place of *OLD, unless it is empty. */
static int replace(char **old, const char *new)
{
    char *copy = new[0] ? strdup(new) : NULL;
    if (!new[0])
        return 0;
    if (!copy)
        return error("out of memory");
    free(*old);
    *old = copy;
    return 0;
}

static int fill_in(struct handed_in *item, yaml_document_t *document)
{
    const yaml_node_t *root = yaml_document_get_root_node(document),
                      *submission = member(document, root, item->key),
                      *who = first_submitter(document, submission);
    const char *sid = text(document, who, ":sid"), *email = text(document, who, ":email");
    if (!submission)
        return 0;
    return replace(&item->when, text(document, submission, ":created_at")) == 0 &&
                   replace(&item->email, email) == 0 &&
                   replace(&item->key, sid[0] ? sid : email) == 0
               ? 0
               : -1;
}

int gradescope_read(struct intake *intake, const char *folder)
{
    yaml_parser_t parser;
    yaml_document_t document;
    unsigned char *bytes = NULL;
    size_t n_bytes;
    int status = -1;
    char *path = file_path(folder, GRADESCOPE_METADATA);
    if (!path)
        return -1;
    if (access(path, F_OK) != 0) {
        free(path);
        return 0;
    }
    if (file_read(path, MAX_BYTES, &bytes, &n_bytes) != 0 ||
        !yaml_parser_initialize(&parser))
        goto out;
    yaml_parser_set_input_string(&parser, bytes, n_bytes);
    if (yaml_parser_load(&parser, &document)) {
        status = 0;
        for (size_t i = 0; i < intake->n && status == 0; i++)
            status = fill_in(&intake->items[i], &document);
        yaml_document_delete(&document);
    } else
        error("'%s', line %zu: %s", path, parser.problem_mark.line + 1,
              parser.problem ? parser.problem : "no YAML");
    yaml_parser_delete(&parser);
out:
    free(bytes);
    free(path);
    return status;
}
