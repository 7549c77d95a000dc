package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;

/** A command with settings whose result can be had as JSON as well. */
abstract class PrintingCommand extends SettingsCommand {

    @Mixin
    private JsonOption json = new JsonOption();

    /** Whether anybody asks for JSON. */
    final boolean isJsonAsked() {
        return json.isAsked();
    }

    /** Whether standard output is for JSON. */
    final boolean isJsonPrinted() {
        return json.isPrinted();
    }

    /** Where text for people goes. */
    @Override
    PrintWriter out() {
        return isJsonPrinted() ? err() : super.out();
    }

    /** Where JSON goes that is printed, which is standard output. */
    final PrintWriter jsonOut() {
        return super.out();
    }

    /** Where JSON goes that comes line by line; each line is there when it is written. */
    final PrintWriter jsonLines() {
        return json.lines(jsonOut());
    }

    /** Writes a line for people, at once. */
    final void say(String line) {
        out().println(line);
        out().flush();
    }

    /** Writes the result to where it was asked for, if it was. */
    final void print(JsonNode result) {
        write(result.toPrettyString());
    }

    /** As {@link #print}, of what is JSON already. */
    final void write(String text) {
        json.write(text, jsonOut());
    }
}
