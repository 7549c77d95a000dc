package dev.millrace.schemas.access;

import java.util.List;
import java.util.stream.Collectors;

/** Whoever starts may not do what it will have to. The message names who, what and where, and how to grant it. */
public final class MissingRightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Before the name of a user, where it is known; one who shows a certificate is called by the broker alone. */
    private static final String NAMED = "user ";

    /**
     * @param user as in {@code user worker}
     * @param actor as whom it comes
     * @param missing at least one
     */
    public MissingRightsException(String user, Actor actor, List<MissingRight> missing) {
        super(user + " may not "
                + missing.stream().map(MissingRight::toString).collect(Collectors.joining(", nor "))
                + ", which " + actor.word() + " needs; grant it with `millrace acls create " + whom(user, actor)
                + "`, or as `millrace acls list " + whom(user, actor) + " --format kafka-acls` says");
    }

    /** The options by which {@code acls} means this user, who need not be called as the role. */
    public static String whom(String user, Actor actor) {
        String role = "--role " + actor.word();
        if (user.equals(NAMED + actor.word())) {
            return role;
        }
        return role + " --user " + actor.word() + "="
                + (user.startsWith(NAMED) ? user.substring(NAMED.length()) : "PRINCIPAL");
    }
}
