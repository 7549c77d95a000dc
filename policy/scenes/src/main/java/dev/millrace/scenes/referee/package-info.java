/**
 * The frozen referees that judge drawn images: a reader of objects, a dual encoder of images and texts, and the confidence
 * with which an image answers a question. None of them is ever trained during alignment, where a referee that learns is
 * hacked (LVRPO, arXiv 2603.27693, D.1).
 *
 * <p>A loaded referee is immutable and safe on any thread; it owns native memory until closed, and frees what a call makes
 * at its end. Their weights ship as resources of this package, and the {@code pretrain} command makes them.
 */
@NullMarked
package dev.millrace.scenes.referee;

import org.jspecify.annotations.NullMarked;
