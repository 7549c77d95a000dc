package dev.millrace.streams.scoring.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.streams.scoring.judge.JudgeTemplate.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTemplateTest {

    private static final JudgeConfig CONFIG = JudgeConfig.defaults();

    private static Part text(String words) {
        return new Part.Text(words);
    }

    private static Part image(ImageRef image) {
        return new Part.Image(image);
    }

    @Test
    void shouldFillPlacesAndLeaveOtherBracesAlone() {
        JudgeTemplate template = JudgeTemplate.parse(
                "prompt",
                "{question} {answer}={reference} {response} {category} {lowest}-{highest} {{response}} {\"a\": 1} {}");

        assertThat(template.fill(JudgeSamples.sample("a {question}?", "{answer}"), CONFIG))
                .containsExactly(text("a {question}? 4=4 {answer} sums 0-10 {response} {\"a\": 1} {}"));
    }

    @Test
    void shouldPutImagesWhereTheQuestionHasThem() {
        JudgeTemplate template = JudgeTemplate.parse("prompt", "Q: {question} R: {response}");
        ImageRef one = JudgeSamples.image(1);
        ImageRef two = JudgeSamples.image(2);

        assertThat(template.fill(JudgeSamples.sample("<image>like <image>?", "<image>", one, two), CONFIG))
                .containsExactly(text("Q: "), image(one), text("like "), image(two), text("? R: <image>"));
        assertThat(template.fill(JudgeSamples.sample("these?", "yes", one, two), CONFIG))
                .containsExactly(image(one), image(two), text("Q: these? R: yes"));
        assertThat(template.fill(JudgeSamples.sample("<image>this?", "yes"), CONFIG))
                .containsExactly(text("Q: [image]this? R: yes"));
    }

    @Test
    void shouldShowWhatWasDrawnForTheResponse() {
        JudgeTemplate template = JudgeTemplate.parse("prompt", "{question}: {response}!");

        assertThat(template.fill(JudgeSamples.drawn("a dog", JudgeSamples.image(3)), CONFIG))
                .isEqualTo(List.of(text("a dog: "), image(JudgeSamples.image(3)), text("!")));
    }

    @Test
    void shouldRefuseTemplatesThatCannotBeMeant() {
        assertThatThrownBy(() -> JudgeTemplate.parse("prompt", "Grade {respone}"))
                .hasMessageStartingWith(
                        "prompt has a place {respone}, which nothing fills; there are question, answer,");
        assertThatThrownBy(() -> JudgeTemplate.parse("prompt", "Grade {question} {{response}}"))
                .hasMessage("prompt must have a place for the {response}");
    }

    @Test
    void shouldTellTemplatesApartByTheirDigest() {
        assertThat(JudgeTemplate.parse("prompt", "{response}").digest())
                .hasSize(64)
                .isNotEqualTo(JudgeTemplate.parse("prompt", "{response} ").digest());
    }
}
