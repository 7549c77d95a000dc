package dev.millrace.cli.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.CommandRun;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code evaluate --benchmark} on small files in the forms of the benchmarks, under the policy that ships. */
class BenchmarkCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] IMAGE =
            PngCodec.encode(RgbImage.of(32, 32, new byte[32 * 32 * 3])).toBytes();
    private static final String BYTES = Base64.getEncoder().encodeToString(IMAGE);

    @TempDir
    private Path folder;

    @Test
    void shouldWriteImagesWhereTheDetectorOfGenEvalLooksForThem() throws IOException {
        // Given
        Path file = write(
                "evaluation_metadata.jsonl",
                """
                {"tag": "two_object", "include": [{"class": "bench", "count": 1}, {"class": "dog", "count": 1}], "prompt": "a photo of a bench and a dog"}
                {"tag": "position", "include": [{"class": "cow", "count": 1}, {"class": "car", "count": 1, "position": ["left of", 0]}], "prompt": "a photo of a car left of a cow"}
                """);

        // When
        CommandRun run = take("geneval", file);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("evaluate_images.py");
        JsonNode metadata = JSON.readTree(Files.readString(out("00001/metadata.jsonl")));
        assertThat(metadata.path("prompt").asText()).isEqualTo("a photo of a car left of a cow");
        assertThat(metadata.at("/include/1/position/0").asText()).isEqualTo("left of");
        assertThat(metadata.at("/include/1/position/1").isInt()).isTrue();
        assertThat(metadata.path("tag").asText()).isEqualTo("position");
        for (String image : List.of("00000.png", "00001.png", "00002.png", "00003.png")) {
            assertThat(PngCodec.decode(Files.readAllBytes(out("00000/samples/" + image)), image)
                            .width())
                    .isPositive();
        }
    }

    @Test
    void shouldJudgeWiseByAChatModel() throws IOException {
        // Given a judge that gives 2 for what is shown, 1 for how real and 0 for how beautiful it is
        Path file = write(
                "natural_science.json",
                """
                [{"Prompt": "A three", "Explanation": "The digit 3.", "Category": "natural science", "Subcategory": "physics", "prompt_id": 801},
                 {"Prompt": "A four", "Explanation": "The digit 4.", "Category": "natural science", "Subcategory": "physics", "prompt_id": 802}]
                """);
        try (ChatServer judge = new ChatServer(
                asked -> asked.contains("What it should show") ? "2" : asked.contains("How real") ? "1" : "0")) {

            // When
            CommandRun run = take("wise", file, judge.settings("grader"));

            // Then
            assertThat(run.exitCode()).as(run.err()).isZero();
            JsonNode result = result();
            assertThat(result.path("overall").asDouble()).isEqualTo(0.7 + 0.2 / 2, within());
            assertThat(result.path("judged").asInt()).isEqualTo(2);
            assertThat(judge.asked()).hasSize(6).anySatisfy(asked -> assertThat(asked)
                    .contains("A three", "The digit 3.", "data:image/png;base64,"));
            assertThat(out("801.png")).exists();
            assertThat(out("802.png")).exists();
        }
    }

    @Test
    void shouldNotCountWhatTheJudgeSaidNothingOf() throws IOException {
        // Given a judge that finds no number for one of two
        Path file = write(
                "a.json",
                """
                [{"Prompt": "A three", "Explanation": "The digit 3.", "Category": "x", "prompt_id": 1},
                 {"Prompt": "A four", "Explanation": "The digit 4.", "Category": "x", "prompt_id": 2}]
                """);
        try (ChatServer judge = new ChatServer(asked -> asked.contains("A four") ? "I cannot say." : "2")) {

            // When
            CommandRun run = take("wise", file, judge.settings("grader"));

            // Then
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(result().path("overall").asDouble()).isEqualTo(1, within());
            assertThat(result().path("unjudged").asInt()).isEqualTo(1);
            assertThat(run.out()).contains("1 of 2 could not be judged and do not count");
            List<String> verdicts = Files.readAllLines(out("verdicts.jsonl"));
            assertThat(JSON.readTree(verdicts.get(1)).path("value").isNull()).isTrue();
            assertThat(JSON.readTree(verdicts.get(1)).path("why").asText()).startsWith("consistency: ");
        }
    }

    @Test
    void shouldEditAndGradeAsGEditDoes() throws IOException {
        // Given a judge that gives 9 for what was done, 4 for what was kept, and 10 and 1 for how it looks
        Path file = write(
                "gedit.jsonl",
                "{\"task_type\": \"color_alter\", \"key\": \"0f38\", \"instruction\": \"Make the 3 red.\","
                        + " \"instruction_language\": \"en\", \"input_image\": {\"bytes\": \"" + BYTES
                        + "\", \"path\": null},"
                        + " \"Intersection_exist\": true}\n");
        try (ChatServer judge = new ChatServer(asked -> asked.contains("How well does")
                ? "9"
                : asked.contains("Is all else") ? "4" : asked.contains("How natural") ? "10" : "1")) {

            // When
            CommandRun run = take("gedit", file, judge.settings("grader"));

            // Then
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(result().path("overall").asDouble()).isEqualTo(Math.sqrt(0.4 * 0.1), within());
            assertThat(out("fullset/color_alter/en/0f38.png")).exists();
            assertThat(out("fullset/color_alter/en/0f38_SRCIMG.png")).hasBinaryContent(IMAGE);
        }
    }

    @Test
    void shouldAnswerMathVerseAndLeaveWhatItsScriptsRead() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("images_version_6"));
        Files.write(folder.resolve("images_version_6/image_685.png"), IMAGE);
        Path file = write(
                "testmini.json",
                """
                [{"sample_index": "3425", "problem_index": "685", "problem_version": "Vision Only", "question": "",
                  "image": "images_version_6/image_685.png", "answer": "14", "question_type": "free-form",
                  "metadata": {"subject": "Solid Geometry", "subfield": "Length"},
                  "query_wo": "Answer.", "query_cot": "Think, then answer."}]
                """);

        // When
        CommandRun run = take("mathverse", file);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("by math", "Vision Only", "extract_answer_s1.py");
        assertThat(result().path("overall").asDouble()).isZero();
        JsonNode row = JSON.readTree(out("output_testmini.json").toFile()).get(0);
        assertThat(row.path("sample_index").asText()).isEqualTo("3425");
        assertThat(row.at("/metadata/subject").asText()).isEqualTo("Solid Geometry");
        assertThat(row.path("query").asText()).isEqualTo("Think, then answer.");
        assertThat(row.path("model_answer").isTextual()).isTrue();
    }

    @Test
    void shouldLetAChatModelJudgeAnswers() throws IOException {
        // Given
        Path file = write(
                "testmini.tsv",
                "index\timage\tquestion\tanswer\tproblem_version\tquestion_type\n"
                        + "0\t" + BYTES + "\tHow many?\t3\tText Lite\tfree-form\n"
                        + "1\t0\tWhich one?\t4\tText Lite\tfree-form\n");
        try (ChatServer judge = new ChatServer(asked -> asked.contains("Which one?") ? "1" : "0")) {

            // When
            CommandRun run = take("mathverse", file, judge.settings("grader"));

            // Then
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("by grader");
            assertThat(result().at("/categories/Text Lite").asDouble()).isEqualTo(0.5);
        }
    }

    @Test
    void shouldAnswerMathVistaByTheNamesOfItsRows() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("images"));
        Files.write(folder.resolve("images/4.jpg"), IMAGE);
        Path file = write(
                "testmini.json",
                """
                {"4": {"question": "How many objects?", "image": "images/4.jpg", "choices": null, "unit": null, "precision": null,
                   "answer": "4", "question_type": "free_form", "answer_type": "integer", "pid": "4",
                   "metadata": {"task": "math word problem", "skills": ["arithmetic reasoning"]}}}
                """);

        // When
        CommandRun run = take("mathvista", file);

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode row = JSON.readTree(out("output_testmini.json").toFile()).path("4");
        assertThat(row.path("response").isTextual()).isTrue();
        assertThat(row.path("answer_type").asText()).isEqualTo("integer");
        assertThat(row.path("choices").isNull()).isTrue();
        assertThat(result().at("/categories").has("math word problem")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"mmk12, question, image, subject", "geometry3k, problem, images, category"})
    void shouldAnswerRowsOfDataSets(String name, String problem, String image, String category) throws IOException {
        // Given
        Path file = write(
                name + ".jsonl",
                "{\"id\": \"a\", \"" + problem + "\": \"How many?\", \"" + image + "\": {\"bytes\": \"" + BYTES
                        + "\"}, \"answer\": \"3\", \"" + category + "\": \"math\"}\n"
                        + "{\"id\": \"b\", \"" + problem + "\": \"How many?\", \"" + image + "\": {\"bytes\": \""
                        + BYTES
                        + "\"}, \"answer\": \"4\", \"" + category + "\": \"math\"}\n");

        // When
        CommandRun run = take(name, file, "--most", "1");

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(result().path("rows").asInt()).isEqualTo(1);
        assertThat(Files.readAllLines(out("answers.jsonl")))
                .hasSize(1)
                .first()
                .asString()
                .contains("\"id\":\"a\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "geneval | {\"tag\": \"x\", \"prompt\": \"a\"} | \"include\" must be a list of at least one object",
                "geneval | {\"tag\": \"x\", \"prompt\": \"a\", \"include\": [{\"class\": \"dog\", \"count\": 0}]}"
                        + " | object 1 of \"include\" must have a \"count\" of at least 1, not 0",
                "geneval | {\"tag\": \"x\", \"prompt\": \"a\", \"include\": [{\"class\": \"dog\", \"count\": 1, \"position\": [\"near\", 0]}]}"
                        + " | object 1 of \"include\" must have a \"position\" such as [\"left of\", 0]",
                "wise | {\"Prompt\": \"a\", \"Explanation\": \"b\"} | \"prompt_id\" must be a whole number",
                "wise | {\"Prompt\": \"a\", \"prompt_id\": 3} | there is no \"Explanation\" to judge by",
                "mathvista | {\"query\": \"a\", \"answer\": \"1\", \"choices\": [\"2\", \"3\"]} | the answer \"1\" is none of its choices: 2, 3",
                "mathverse | {\"query_cot\": \"a\", \"answer\": \"1\", \"question_type\": \"other\"} | \"question_type\" must be multi-choice or free-form",
                "mmk12 | {\"question\": \"a\", \"image\": null, \"answer\": null} | there is no answer to judge by"
            })
    void shouldNameFileAndRowOfWhatIsWrong(String name, String row, String what) throws IOException {
        Path file = write("rows.jsonl", row + "\n");

        CommandRun run = take(name, file);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(file + ":1: ").contains(what);
        assertThat(run.err().strip().lines()).hasSize(1);
    }

    @Test
    void shouldWriteNowhereElseWhateverTheNamesInAFile() throws IOException {
        Path file = write(
                "gedit.jsonl",
                "{\"task_type\": \"../..\", \"key\": \"k\", \"instruction\": \"Edit.\", \"instruction_language\": \"en\","
                        + " \"input_image\": {\"bytes\": \"" + BYTES + "\"}}\n");

        CommandRun run = take("gedit", file);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(":1: \"task_type\" must be a word of letters, digits, - _ and .");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing | | there is no benchmark nothing; there are geneval, wise, gedit, mathverse, mathvista, mmk12, geometry3k",
                "geneval | accuracy | --judge does not go with geneval, which a detector judges",
                "wise | accuracy | --judge accuracy is of the type accuracy; give a scorer of the type llm_judge",
                "wise | nobody | there is no scorer nobody"
            })
    void shouldSayWhatDoesNotGo(String name, String judge, String what) throws IOException {
        Path file = write(
                "rows.jsonl",
                "{\"Prompt\": \"a\", \"prompt\": \"a\", \"Explanation\": \"b\", \"prompt_id\": 3, \"tag\": \"x\","
                        + " \"include\": [{\"class\": \"dog\", \"count\": 1}]}\n");

        CommandRun run = judge == null ? take(name, file) : take(name, file, "--judge", judge);

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(what);
    }

    private CommandRun take(String name, Path file, String... further) {
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                "base",
                "--benchmark",
                name,
                file.toString(),
                "-o",
                folder.resolve("out").toString(),
                "--json",
                folder.resolve("result.json").toString()));
        arguments.addAll(Arrays.asList(further));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private JsonNode result() throws IOException {
        return JSON.readTree(folder.resolve("result.json").toFile());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path out(String name) {
        return folder.resolve("out").resolve(name);
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-9);
    }
}
