/*
 * vni.h - VNI for Windows: Vietnamese as fonts such as VNI-Times show it. A letter is followed by a byte that stands for its
 * marks; some letters are one byte.
 *
 * As the tables of common converters of Vietnamese text have it; no standard defines it.
 */
#ifndef TB_CSVIO_VNI_H
#define TB_CSVIO_VNI_H

#include <stdbool.h>

#include <trangbi/str.h>

/*
 * Append one byte as UTF-8; marks come out as combining characters behind their letter (not NFC). False where VNI has no
 * such byte, and then nothing is appended.
 */
bool tb_vni_put(unsigned char byte, struct tb_str *out);

#endif
