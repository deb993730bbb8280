/* Nothing much. */
enum { NOTHING };
