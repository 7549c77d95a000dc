package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.runtime.config.Setting;
import java.util.List;
import java.util.Optional;

/** What is known of a setting, for programs. Stateless. */
final class SettingJson {

    private SettingJson() {}

    /**
     * @param now its value here; empty for a section
     * @param below the settings of a section
     */
    static JsonNode of(Setting setting, Optional<String> now, List<Setting> below) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("key", setting.key()).put("kind", setting.kind()).put("words", setting.words());
        setting.standard().ifPresent(value -> json.put("default", value));
        now.ifPresent(value -> json.put("here", value));
        if (!setting.choices().isEmpty()) {
            ObjectNode choices = json.putObject("choices");
            setting.choices().forEach(choice -> choices.put(choice.value(), choice.words()));
        }
        if (!setting.elsewhere().isEmpty()) {
            ObjectNode elsewhere = json.putObject("elsewhere");
            setting.elsewhere().forEach(name -> name.systems().forEach(elsewhere.putArray(name.name())::add));
        }
        if (setting.isSection()) {
            below.forEach(each -> json.withArray("below").add(each.key()));
        }
        return json;
    }
}
