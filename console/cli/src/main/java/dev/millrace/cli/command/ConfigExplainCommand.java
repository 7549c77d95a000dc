package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.cli.reference.SettingText;
import dev.millrace.monitoring.monitor.Terminal;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.Setting;
import dev.millrace.runtime.config.SettingsReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code config explain}. */
@Command(
        name = "explain",
        description = {
            "Say what a setting is: its sentence, its default, its values, and what other systems call it.",
            "Of a section, also what stands below it. A name that another system has is found as well.",
            "With --config and -s, also the value that it has there."
        })
final class ConfigExplainCommand extends PrintingCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "KEY",
            description = "Keys with dots, for instance learner.optimizer.lr, worker, or num_generations.")
    private List<String> keys = new ArrayList<>();

    @Override
    int run(MillraceConfig settings) {
        SettingsReference reference = SettingsReference.of(settings);
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        String between = "";
        for (String key : keys) {
            Setting setting = reference.explain(key);
            List<Setting> below = reference.below(setting.key());
            Optional<String> now = reference.valueOf(setting.key());
            out().print(between);
            SettingText.lines(setting, now, below, columns()).forEach(out()::println);
            between = System.lineSeparator();
            all.add(SettingJson.of(setting, now, below));
        }
        out().flush();
        print(all.size() == 1 ? all.get(0) : all);
        return 0;
    }

    /** Where nobody looks at a terminal, no line is cut. */
    private static int columns() {
        Terminal terminal = Terminal.here();
        return terminal.inPlace() ? terminal.columns() : Integer.MAX_VALUE;
    }
}
