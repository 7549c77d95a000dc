package dev.millrace.schemas.access;

import java.util.List;
import java.util.stream.Collectors;

/** Whoever starts may not do what it will have to. The message names who, what and where, and how to grant it. */
public final class MissingRightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param user as in {@code user worker}
     * @param actor as whom it comes
     * @param missing at least one
     */
    public MissingRightsException(String user, Actor actor, List<MissingRight> missing) {
        super(user + " may not "
                + missing.stream().map(MissingRight::toString).collect(Collectors.joining(", nor "))
                + ", which " + actor.word() + " needs; grant it with `millrace acls create --role " + actor.word()
                + "`, or as `millrace acls list --role " + actor.word() + " --format kafka-acls` says");
    }
}
