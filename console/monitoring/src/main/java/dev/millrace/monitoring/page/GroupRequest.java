package dev.millrace.monitoring.page;

import dev.millrace.monitoring.groups.Filter;
import dev.millrace.monitoring.groups.FilterException;
import dev.millrace.monitoring.groups.GroupView;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** What a request about groups asks for. */
record GroupRequest(Context request) {

    String id() {
        String id = request.queryParam("id");
        return id == null ? "" : id;
    }

    boolean is(String name, String value) {
        return value.equals(request.queryParam(name));
    }

    GroupView view() {
        String view = request.queryParam("view");
        return view == null ? GroupView.ALL : GroupView.of(view);
    }

    Filter filter() throws FilterException {
        String filter = request.queryParam("q");
        return Filter.parse(filter == null ? "" : filter);
    }

    @Nullable
    String word(String name) {
        return request.queryParam(name);
    }

    int whole(String name, int standard) {
        Long given = number(name);
        return given == null ? standard : (int) Math.min(Integer.MAX_VALUE, given);
    }

    /** @throws IllegalArgumentException if it is given, and no whole number from 0 */
    @Nullable
    Long number(String name) {
        String text = request.queryParam(name);
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,15}")) {
            throw new IllegalArgumentException(name + " must be a whole number from 0");
        }
        return Long.valueOf(text);
    }
}
