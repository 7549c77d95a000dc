package dev.millrace.schemas.registry;

/**
 * A schema as a registry knows it.
 *
 * @param subject its subject
 * @param version its version in the subject, from 1
 * @param id its id, the same for the same schema in any subject
 * @param schema its text
 */
public record RegisteredSchema(String subject, int version, int id, String schema) {

    /** Before the name of a subject that was deleted, which no other begins with. */
    private static final String DELETED = ":deleted:";

    /** Whether its subject was deleted, so that it is found by its id alone. */
    public boolean wasDeleted() {
        return subject.startsWith(DELETED);
    }

    /** Under this name are those that a subject had when it was deleted. */
    static String deleted(String subject) {
        return DELETED + subject;
    }
}
