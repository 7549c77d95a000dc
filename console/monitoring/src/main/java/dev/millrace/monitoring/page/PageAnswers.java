package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** The forms of an answer. */
final class PageAnswers {

    private PageAnswers() {}

    static void answer(Context request, JsonNode node) {
        request.contentType("application/json; charset=utf-8").result(node.toString());
    }

    static void refuse(Context request, HttpStatus status, String why) {
        request.status(status);
        answer(request, JsonNodeFactory.instance.objectNode().put("error", why));
    }

    static void tryLater(Context request, String why) {
        request.header("Retry-After", "2");
        refuse(request, HttpStatus.SERVICE_UNAVAILABLE, why);
    }
}
