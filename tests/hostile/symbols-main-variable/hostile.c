/* A variable by the name of main. */
#define _GNU_SOURCE
#include <stddef.h>

int main = 195;
