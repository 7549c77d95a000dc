package dev.millrace.monitoring.page;

import dev.millrace.monitoring.http.SharedToken;
import dev.millrace.monitoring.http.ThisMachine;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every request: who may ask, and what a browser may do with the answer.
 *
 * <p>Without a token only names of this machine are answered, so that no page of another site reaches it by a name of its
 * own that points here. With a token a browser gives it once, as {@code ?token=}, and keeps it as a cookie; programs send
 * it as a bearer token, or as the password of basic authentication. Thread-safe.
 */
final class PageGuard {

    private static final String COOKIE = "millrace";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Optional<String> token;
    private final boolean isSecure;

    /**
     * @param token what is asked for; empty where only this machine can reach the page
     * @param isSecure whether the page is served by TLS, so that a browser sends the cookie no other way
     */
    PageGuard(Optional<String> token, boolean isSecure) {
        this.token = token;
        this.isSecure = isSecure;
    }

    void check(Context request) {
        request.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-store");
        if (token.isEmpty()) {
            if (!ThisMachine.isNamedBy(request.header("Host"))) {
                refuse(request, HttpStatus.FORBIDDEN, "this page answers to localhost only");
            }
            return;
        }
        String given = request.queryParam("token");
        if (given != null && isToken(given)) {
            Cookie cookie = new Cookie(COOKIE, token.get());
            cookie.setHttpOnly(true);
            cookie.setSameSite(SameSite.STRICT);
            cookie.setSecure(isSecure);
            cookie.setPath("/");
            request.cookie(cookie);
            request.redirect(request.path());
            request.skipRemainingHandlers();
            return;
        }
        if (!isToken(request.cookie(COOKIE)) && !isToken(SharedToken.given(request.header("Authorization")))) {
            request.header("WWW-Authenticate", "Basic realm=\"millrace\", charset=\"UTF-8\"");
            refuse(request, HttpStatus.UNAUTHORIZED, "give the token of the page");
        }
    }

    private static void refuse(Context request, HttpStatus status, String why) {
        request.status(status).contentType("text/plain; charset=utf-8").result(why + "\n");
        request.skipRemainingHandlers();
    }

    private boolean isToken(@Nullable String given) {
        return SharedToken.matches(token.orElseThrow(), given);
    }
}
