/*
 * overlay.h - the codes that were found, drawn onto the photograph: an outline and a text in a box of the same colour.
 */
#ifndef TB_LABEL_DRAW_OVERLAY_H
#define TB_LABEL_DRAW_OVERLAY_H

#include "label/label.h"

/* As tb_label_overlay(). */
TB_MUST_CHECK
enum tb_status tb_overlay_draw(const struct tb_overlay *overlay, const struct tb_label_sink *sink, struct tb_err *err);

#endif
