/* gradebook_schema.h: the tables of the gradebook, and how each version of them is made of the one
 * before. What was released is never changed: a change is one more migration. */
#ifndef GRADER_CLASS_GRADEBOOK_SCHEMA_H
#define GRADER_CLASS_GRADEBOOK_SCHEMA_H

/* [v] makes version v + 1 of version v; version 0 is an empty file. */
extern const char *const gradebook_migrations[];
extern const int gradebook_version;

/* SQLite's application_id of a gradebook: "Grck". */
#define GRADEBOOK_APPLICATION 0x4772636b

#endif
