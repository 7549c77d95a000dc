package dev.millrace.schemas.registry;

/**
 * A schema as a registry knows it.
 *
 * @param subject its subject
 * @param version its version in the subject, from 1
 * @param id its id, the same for the same schema in any subject
 * @param schema its text
 */
public record RegisteredSchema(String subject, int version, int id, String schema) {}
