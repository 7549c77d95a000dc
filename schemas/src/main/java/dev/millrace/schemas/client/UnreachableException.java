package dev.millrace.schemas.client;

import org.jspecify.annotations.Nullable;

/** A broker or registry cannot be used. The message names its address and what to do. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    UnreachableException(String message, boolean lasting, @Nullable Throwable cause) {
        super(message, cause);
        this.lasting = lasting;
    }

    /** Whether waiting is in vain: credentials, certificates or settings are wrong. */
    public boolean isLasting() {
        return lasting;
    }
}
