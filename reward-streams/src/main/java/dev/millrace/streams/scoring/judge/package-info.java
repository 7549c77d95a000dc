/**
 * A language model as a judge: the type {@code llm_judge}, which fills a template, asks a chat endpoint in OpenAI's form and
 * reads a number from the reply. A reply that holds no such number is a failure, and never a score of 0.
 */
@NullMarked
package dev.millrace.streams.scoring.judge;

import org.jspecify.annotations.NullMarked;
