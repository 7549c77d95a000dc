package dev.millrace.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.reference.SettingsPage;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.PeerNames;
import dev.millrace.runtime.config.Setting;
import dev.millrace.runtime.config.SettingsReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The pages that are made of the code's own words. With {@code -Dmillrace.docs=write} they are written instead of compared.
 */
class DocsPagesTest {

    private static final Path DOCS = Path.of(System.getProperty("millrace.root"), "docs");
    private static final SettingsReference SETTINGS = SettingsReference.of(MillraceConfig.defaults());

    @Test
    void shouldSayOfEachSettingWhatItIs() {
        assertThat(all(""))
                .allSatisfy(
                        setting -> assertThat(setting.words()).as(setting.key()).isNotBlank());
    }

    private static List<Setting> all(String section) {
        List<Setting> all = new ArrayList<>();
        for (Setting each : SETTINGS.below(section)) {
            all.add(each);
            all.addAll(all(each.key()));
        }
        return all;
    }

    @Test
    void shouldListAllSettings() throws IOException {
        hold(DOCS.resolve("settings.md"), SettingsPage.of(SETTINGS));
    }

    @Test
    void shouldListAllMetrics() throws IOException {
        hold(DOCS.resolve("metrics.md"), MetricsPage.text());
    }

    @Test
    void shouldListTheNamesThatOtherSystemsHave() throws IOException {
        Path page = DOCS.resolve("howto/coming-from.md");
        hold(page, PeerTable.within(Files.readString(page), PeerNames.all()));
    }

    private static void hold(Path file, String expected) throws IOException {
        if ("write".equals(System.getProperty("millrace.docs"))) {
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("%s is made of the code; write it with -Dtest=DocsPagesTest -Dmillrace.docs=write", file)
                .hasContent(expected);
    }
}
