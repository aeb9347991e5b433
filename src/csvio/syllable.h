/*
 * syllable.h - whether a word can be Vietnamese, by how its syllables are built: the evidence by which encodings are told apart.
 */
#ifndef TB_CSVIO_SYLLABLE_H
#define TB_CSVIO_SYLLABLE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether `word` (UTF-8, NFC) is one syllable: an initial, a rhyme, and a tone that goes with it. */
bool tb_is_syllable(const char *word);

/* Whether `c` is a capital of the Vietnamese alphabet with a mark. */
bool tb_is_capital(uint16_t c);

#endif
