#include "class/pseudonym.h"

#include "error.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

int pseudonym_key(struct gradebook *book, unsigned char key[PSEUDONYM_KEY_BYTES])
{
    sqlite3_stmt *row =
        gradebook_query(book, "SELECT value FROM secrets WHERE name = 'pseudonyms'", "");
    int step = gradebook_step(book, row);
    if (step == 0 || (step > 0 && sqlite3_column_bytes(row, 0) != PSEUDONYM_KEY_BYTES))
        step =
            error("'%s' is damaged: it has no key for pseudonyms", gradebook_path(book));
    if (step > 0)
        memcpy(key, sqlite3_column_blob(row, 0), PSEUDONYM_KEY_BYTES);
    sqlite3_finalize(row);
    return step > 0 ? 0 : -1;
}

void pseudonym(char text[PSEUDONYM_BYTES], const unsigned char key[PSEUDONYM_KEY_BYTES],
               const char *id)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)id, strlen(id), key,
                       PSEUDONYM_KEY_BYTES);
    snprintf(text, PSEUDONYM_BYTES, "student-%02x%02x%02x%02x%02x%02x", hash[0], hash[1],
             hash[2], hash[3], hash[4], hash[5]);
}
