package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row of each kind of data set that people bring, by the columns that they have. */
class PresetsTest {

    private static final EncodedImage IMAGE = PngCodec.encode(RgbImage.of(2, 1, new byte[] {1, 2, 3, 4, 5, 6}));
    private static final String BYTES = "\"" + Base64.getEncoder().encodeToString(IMAGE.toBytes()) + "\"";
    private static final String STRUCT = "{\"bytes\":" + BYTES + ",\"path\":\"1.png\"}";

    @TempDir
    private Path folder;

    @Test
    void shouldReadGeometry3k() throws IOException {
        DatasetEntry entry = only(
                "{'images':[" + STRUCT.replace('"', '\'') + "],'problem':'<image>Find x.','answer':'\\\\sqrt{2}'}",
                DatasetPreset.AUTO);

        assertThat(entry.problem()).isEqualTo("<image>Find x.");
        assertThat(entry.images()).containsExactly(IMAGE);
        assertThat(entry.answer()).contains("\\sqrt{2}");
        assertThat(entry.id()).isEqualTo("line-1");
        assertThat(entry.columns()).isEmpty();
    }

    @Test
    void shouldReadTheVariantOfGeometry3kWithChoices() throws IOException {
        DatasetEntry entry = only(
                "{'id':7,'images':[" + STRUCT.replace('"', '\'')
                        + "],'problem':'<image>Find x.','choices':['1','2'],'ground_truth':'2'}",
                DatasetPreset.AUTO);

        assertThat(entry.id()).isEqualTo("7");
        assertThat(entry.answer()).contains("2");
        assertThat(entry.columns()).containsEntry("choices", "[\"1\",\"2\"]").containsEntry("ground_truth", "\"2\"");
    }

    @Test
    void shouldReadMmk12() throws IOException {
        DatasetEntry entry = only(
                "{'id':'a1','question':'How long?','answer':'3','subject':'math','image':" + STRUCT.replace('"', '\'')
                        + "}",
                DatasetPreset.AUTO);

        assertThat(entry.problem()).isEqualTo("<image>How long?");
        assertThat(entry.category()).contains("math");
        assertThat(entry.columns().keySet()).containsExactlyInAnyOrder("id", "answer", "subject");
    }

    @Test
    void shouldReadVirl39kWithItsImagesInAnArchive() throws IOException {
        // Given
        Path zip = folder.resolve("images.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(file)) {
            entries.putNextEntry(new ZipEntry("images/q.png"));
            entries.write(IMAGE.toBytes());
        }
        String row = "{'question':'<image>\\nHow many?','answer':'\\\\boxed{7}','image':['images/q.png'],"
                + "'category':'(GradeSchool) Geometric','source':'Geo170K','qid':'Geo-1','PassRate_32BTrained':0.5}";
        DataConfig config = with(DatasetPreset.AUTO, zip.toString(), RateFilter.defaults());

        // When
        DatasetEntry entry = only(row, config);

        // Then
        assertThat(entry.id()).isEqualTo("Geo-1");
        assertThat(entry.answer()).contains("7");
        assertThat(entry.images()).containsExactly(IMAGE);
        assertThat(entry.category()).contains("(GradeSchool) Geometric");
        assertThat(entry.columns())
                .containsEntry("data_source", "\"Geo170K\"")
                .containsEntry("source", "\"Geo170K\"")
                .containsEntry("PassRate_32BTrained", "0.5")
                .doesNotContainKey("image");
    }

    @Test
    void shouldReadRowsOfVerl() throws IOException {
        DatasetEntry entry = only(
                "{'data_source':'hiyouga/geometry3k','prompt':[{'role':'system','content':'Think.'},"
                        + "{'role':'user','content':'<image>Find x.'}],'images':[" + STRUCT.replace('"', '\'')
                        + "],'ability':'math','reward_model':{'style':'rule','ground_truth':'48'},"
                        + "'extra_info':{'split':'train','index':0}}",
                DatasetPreset.AUTO);

        assertThat(entry.system()).contains("Think.");
        assertThat(entry.problem()).isEqualTo("<image>Find x.");
        assertThat(entry.answer()).contains("48");
        assertThat(entry.category()).contains("math");
        assertThat(entry.columns())
                .containsEntry("data_source", "\"hiyouga/geometry3k\"")
                .containsEntry("extra_info", "{\"split\":\"train\",\"index\":0}")
                .containsKeys("prompt", "reward_model")
                .doesNotContainKey("images");
    }

    @Test
    void shouldTakeANumberInANestedColumnForWhatItIs() throws IOException {
        String row = "{'data_source':'own','prompt':[{'role':'user','content':'Find x.'}],"
                + "'reward_model':{'style':'rule','ground_truth':NUMBER}}";

        assertThat(only(row.replace("NUMBER", "0.0005"), DatasetPreset.VERL).answer())
                .contains("0.0005");
        assertThatThrownBy(() -> only(row.replace("NUMBER", "1e400"), DatasetPreset.VERL))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("which is too large to be read where it stands; write it as a text");
    }

    @Test
    void shouldReadRowsOfEasyR1() throws IOException {
        DatasetEntry entry = only(
                "{'problem':'<image>Find x.','answer':12.5,'images':[" + STRUCT.replace('"', '\'')
                        + "],'data_source':'own'}",
                DatasetPreset.EASYR1);

        assertThat(entry.answer()).contains("12.5");
        assertThat(entry.columns()).containsEntry("data_source", "\"own\"");
    }

    @Test
    void shouldReadRowsOfOpenR1() throws IOException {
        DatasetEntry entry = only(
                "{'image':" + STRUCT.replace('"', '\'') + ",'problem':'Which one?',"
                        + "'solution':'<think> \\\\boxed{1}? no </think> <answer> B </answer>'}",
                DatasetPreset.AUTO);

        assertThat(entry.problem()).isEqualTo("<image>Which one?");
        assertThat(entry.answer()).contains("B");
        assertThat(entry.columns()).containsKey("solution");
    }

    @Test
    void shouldTakeColumnsByName() throws IOException {
        // Given
        DataConfig plain = DataConfig.defaults();
        DataConfig config = new DataConfig(
                DatasetPreset.MILLRACE,
                new DatasetColumns("q", "pics", "meta.gold", "key", "kind", "", ""),
                "",
                "",
                "",
                "Look closely.",
                "{problem} One word.",
                AnswerForm.AUTO,
                true,
                List.of("level"),
                plain.rate());
        String row = "{'q':[{'role':'user','content':[{'type':'text','text':'Left or '},{'type':'image'},"
                + "{'type':'text','text':'right?'}]}],'pics':'./p.png','meta':{'gold':0.25},'key':3,'kind':'k',"
                + "'level':[1],'other':2}";
        Files.write(folder.resolve("p.png"), IMAGE.toBytes());

        // When
        DatasetEntry entry = only(row, config);

        // Then
        assertThat(entry)
                .isEqualTo(new DatasetEntry(
                        "3",
                        Task.UNDERSTANDING,
                        "Left or <image>right? One word.",
                        List.of(IMAGE),
                        Optional.of("0.25"),
                        Optional.empty(),
                        Optional.of("k"),
                        Optional.of("Look closely."),
                        Map.of("level", "[1]")));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.9, 2", "0, 0.05, 1", "0.6, 1, 1"})
    void shouldChooseRowsByTheirPassRate(double min, double max, int kept) throws IOException {
        // Given
        Path file = folder.resolve("rated.jsonl");
        Files.writeString(
                file,
                """
                {"problem":"a","answer":"1","rate":0.0}
                {"problem":"b","answer":"1","rate":0.5}
                {"problem":"c","answer":"1","rate":0.75}
                {"problem":"d","answer":"1","rate":null}
                """);

        // When
        Dataset dataset = DatasetReader.read(
                file, with(DatasetPreset.AUTO, "", new RateFilter("rate", min, max)), EntryCheck.NONE, false);

        // Then
        assertThat(dataset.entries()).hasSize(kept);
        assertThat(dataset.passedOver()).isEqualTo(4 - kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prompt':[],'reward_model':{'ground_truth':'1'}} | has no message of a user",
                "{'prompt':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}],'reward_model':{}} | of the role \"assistant\"",
                "{'prompt':[{'role':'user','content':'a'}],'reward_model':{'style':'rule'}} | missing field \"reward_model.ground_truth\"",
                "{'problem':'a','answer':null} | there is no answer in \"answer\"",
                "{'problem':'a','answer':'1','images':[null]} | image 1 of \"images\" has neither bytes nor a path",
                "{'problem':'a','answer':'1','images':[{'bytes':null,'path':null}]} | has neither bytes nor a path",
                "{'problem':'a','answer':'1','images':[{'bytes':'&&'}]} | image 1 of \"images\" is no Base64",
                "{'problem':'a','answer':'1','images':[{'bytes':'AAAA','path':'x.png'}]} | (x.png): is none of PNG",
                "{'problem':'a','answer':'1','images':[3]} | must hold images (paths, or bytes), not 3",
                "{'problem':'<image>a','answer':'1','images':null} | 1 <image> placeholders, \"images\" has 0 entries",
            })
    void shouldSayWhatIsWrong(String row, String what) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("a.jsonl"), row.replace('\'', '"'));

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file, DataConfig.defaults(), EntryCheck.NONE, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + ":1: ")
                .hasMessageContaining(what);
    }

    @Test
    void shouldBoundWhatTravelsBesides() throws IOException {
        // Given
        String row = "{\"problem\":\"a\",\"answer\":\"1\",\"notes\":\"" + "x".repeat(70_000) + "\"}";
        Path file = Files.writeString(folder.resolve("a.jsonl"), row);

        // When / Then
        assertThatThrownBy(() -> DatasetReader.read(file, DataConfig.defaults(), EntryCheck.NONE, false))
                .hasMessageContaining("the other columns have 70007 bytes, more than the limit of 65536")
                .hasMessageContaining("data.keep");
    }

    private DatasetEntry only(String row, DatasetPreset preset) throws IOException {
        return only(row, with(preset, "", RateFilter.defaults()));
    }

    private DatasetEntry only(String row, DataConfig config) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), row.replace('\'', '"') + "\n");
        List<DatasetEntry> entries =
                DatasetReader.read(file, config, EntryCheck.NONE, false).entries();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private static DataConfig with(DatasetPreset preset, String archive, RateFilter rate) {
        return new DataConfig(
                preset,
                DatasetColumns.defaults(),
                "",
                archive,
                "",
                "",
                "",
                AnswerForm.AUTO,
                true,
                List.of(DataConfig.ALL),
                rate);
    }
}
