package dev.millrace.schemas.registry;

/** The registry cannot do what it was asked. The code is one of Confluent's, the message is for the client. */
public final class RegistryRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int LARGEST_STATUS = 999;
    private static final int CODES_PER_STATUS = 100;

    private final int code;

    public RegistryRefusal(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Confluent's error code, for instance 40401. */
    public int code() {
        return code;
    }

    /** The HTTP status that belongs to the code: its first three digits. */
    public int status() {
        return code > LARGEST_STATUS ? code / CODES_PER_STATUS : code;
    }

    static RegistryRefusal noSubject(String subject) {
        return new RegistryRefusal(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryRefusal noVersion(String version) {
        return new RegistryRefusal(40402, "Version " + version + " not found.");
    }

    static RegistryRefusal noSchema(String which) {
        return new RegistryRefusal(40403, "Schema " + which + "not found");
    }

    static RegistryRefusal noLevel(String subject) {
        return new RegistryRefusal(
                40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryRefusal invalidSchema(String why) {
        return new RegistryRefusal(42201, "Invalid schema: " + why);
    }

    static RegistryRefusal invalidVersion(String version) {
        return new RegistryRefusal(
                42202, "The specified version '" + version + "' is not a valid version id: a number from 1, or latest");
    }

    static RegistryRefusal invalidLevel(String level) {
        return new RegistryRefusal(
                42203,
                "Invalid compatibility level '" + level + "'. Valid values are none, backward, forward, full,"
                        + " backward_transitive, forward_transitive, and full_transitive");
    }

    static RegistryRefusal incompatible(String subject, Iterable<String> why) {
        return new RegistryRefusal(
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                        + "\", details: [" + String.join(", ", why) + "]");
    }
}
