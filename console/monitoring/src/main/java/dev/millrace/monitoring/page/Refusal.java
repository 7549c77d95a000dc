package dev.millrace.monitoring.page;

import io.javalin.http.HttpStatus;

/** A request that is not answered, with the reason in one line. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    Refusal(HttpStatus status, String why) {
        super(why);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
