/**
 * The way to a broker and a registry: connection settings and Avro serdes.
 *
 * <p>Settings are immutable. Serializers and deserializers belong to the client they are given to.
 */
@NullMarked
package dev.millrace.schemas.client;

import org.jspecify.annotations.NullMarked;
