package dev.millrace.infra.local;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/** An answer that is JSON text already. */
record RawJson(@JsonValue @JsonRawValue String text) {}
