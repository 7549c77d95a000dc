package dev.millrace.scenes.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationRulesTest {

    private static final String POSITION = "{\"tag\":\"position\",\"prompt\":\"a red 3 left of a 7\",\"include\":["
            + "{\"class\":\"7\",\"count\":1},"
            + "{\"class\":\"3\",\"count\":1,\"color\":\"red\",\"position\":[\"left of\",0]}],"
            + "\"exclude\":[{\"class\":\"7\",\"count\":2}]}";

    @Test
    void shouldWriteWhatItReads() {
        // When
        GenerationRules rules = GenerationRules.parse(POSITION);

        // Then
        assertThat(rules.toJson()).isEqualTo(POSITION);
        assertThat(rules.include().get(1).position()).contains(new ObjectRule.Position(Relation.LEFT_OF, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | malformed JSON",
                "[] | must be a JSON object",
                "{} | include no object",
                "{'include':[{'class':'cat','count':1}]} | include[0] has the unknown class \"cat\"; classes are",
                "{'include':[{'class':'10','count':1}]} | unknown class \"10\"",
                "{'include':[{'class':'3','count':1,'color':'pink'}]} | unknown color \"pink\"; colors are red, green",
                "{'include':[{'class':'3','count':1},{'class':'4','count':1,'position':['near',0]}]} | unknown relation \"near\"; relations are left of",
                "{'include':[{'class':'3','count':1,'position':['above',0]}]} | not [relation, index of another object]",
                "{'include':[{'class':'3','count':2},{'class':'3','count':1}]} | include[0] and include[1] contradict each other: 2 and 1 of 3",
                "{'include':[{'class':'3','count':3},{'class':'4','count':2}]} | include 5 objects, more than the 4",
                "{'include':[{'class':'3','cuont':2}]} | rule include[0] has the unknown field \"cuont\"; did you mean \"count\"?",
                "{'include':[{'class':'3','count':1,'colour':'red'}]} | unknown field \"colour\"; did you mean \"color\"?",
                "{'include':[{'class':'3','count':1,'where':'top'}]} | unknown field \"where\"; known are class, count, color, position",
                "{'include':[{'class':'3','count':1}],'exclude':[{'class':'4','count':1,'colr':'red'}]} | rule exclude[0] has the unknown field \"colr\"; did you mean \"color\"?",
                "{'include':[{'class':'3','count':1}],'exlude':[{'class':'4','count':1}]} | the object of the rules has the unknown field \"exlude\"; did you mean \"exclude\"?",
                "{'include':[{'class':'3','count':1,'count':2}]} | Duplicate field 'count'",
                "{'include':[{'class':'3','count':1}],'tag':[1]} | field \"tag\" must be a text",
                "{'include':[3]} | rule include[0] must be an object, not 3",
                "{'include':[{'class':'7','count':2147483647},{'class':'8','count':2147483647},{'class':'9','count':4}]} | include 4294967298 objects, more than the 4",
                "{'include':[{'class':'7','count':2147483647,'color':'red'},{'class':'7','count':2147483647,'color':'blue'},{'class':'7','count':3,'color':'green'}]} | include 4294967297 objects, more than the 4",
                "{'include':[{'class':'3','count':5}]} | include 5 objects",
                "{'include':[{'class':'3','count':1}],'exclude':[{'class':'3','count':1}]} | exclude[0] contradicts what is included",
                "{'include':[{'class':'3','count':1,'color':'red'}],'exclude':[{'class':'3','count':1}]} | exclude[0] contradicts",
                "{'include':[{'class':'3','count':1}],'exclude':[{'class':'4','count':1,'position':['above',0]}]} | only included objects have one",
                "{'include':[{'class':'3','count':1,'position':['above',1]},{'class':'4','count':1,'position':['above',0]}]} | include[0, 1] contradict each other: they go round in a circle",
                "{'include':[{'class':'3','count':1,'position':['left of',1]},{'class':'4','count':1,'position':['left of',2]},{'class':'5','count':1}]} | no scene of a 2x2 grid",
            })
    void shouldRefuseWhatNoImageCanFulfil(String json, String what) {
        assertThatThrownBy(() -> GenerationRules.parse(json.replace('\'', '"')))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining(what);
    }

    @Test
    void shouldRefuseMoreRulesThanCanBeChecked() {
        // Given
        String many = "{\"class\":\"3\",\"count\":1},".repeat(100_000) + "{\"class\":\"3\",\"count\":1}";

        // When / Then
        assertThatThrownBy(() -> GenerationRules.parse("{\"include\":[" + many + "]}"))
                .isInstanceOf(RulesException.class)
                .hasMessage("field \"include\" has 100001 rules, more than the limit of 64");
    }

    @Test
    void shouldTakePositionsThatSayTheSameTwice() {
        // Given
        String json = "{'include':[{'class':'3','count':1,'position':['left of',1]},"
                + "{'class':'4','count':1,'position':['right of',0]}]}";

        // When
        GenerationRules rules = GenerationRules.parse(json.replace('\'', '"'));

        // Then
        assertThat(rules.verify(seen(red(3, 0, 0), red(4, 1, 1))).holds()).isTrue();
    }

    @Test
    void shouldHoldOnlyIfEveryRuleDoes() {
        // Given
        GenerationRules rules = GenerationRules.parse(POSITION);

        // When / Then
        assertThat(rules.verify(seen(red(3, 0, 0), red(7, 0, 1))).holds()).isTrue();
        assertThat(rules.verify(seen(red(3, 0, 0), red(7, 1, 0))).holds()).isFalse();
        assertThat(rules.verify(seen(new PlacedDigit(3, DigitColor.BLUE, 0, 0), red(7, 0, 1)))
                        .holds())
                .isFalse();
        assertThat(rules.verify(seen(red(3, 0, 0), red(7, 0, 1), red(7, 1, 1))).holds())
                .isFalse();
        assertThat(rules.verify(List.of()).holds()).isFalse();
    }

    @Test
    void shouldSayOfEachRuleWhetherItHolds() {
        // Given: the right digits, one in the wrong colour
        Verification verification =
                GenerationRules.parse(POSITION).verify(seen(new PlacedDigit(3, DigitColor.BLUE, 0, 0), red(7, 0, 1)));

        // Then
        assertThat(verification.checks())
                .extracting(RuleCheck::rule)
                .containsExactly(
                        "include[0].count",
                        "include[1].count",
                        "include[1].color",
                        "include[1].position",
                        "exclude[0]");
        assertThat(verification.checks()).extracting(RuleCheck::holds).containsExactly(true, true, false, false, true);
        assertThat(verification.credit()).isEqualTo(0.6);
        assertThat(verification.toJson())
                .startsWith(
                        "[{\"rule\":\"include[0].count\",\"asked\":\"1 of 7\",\"found\":1,\"credit\":1.0,\"holds\":true}");
    }

    @Test
    void shouldGiveTheCreditOfTheVectors() {
        // Given: I5 of the vectors: three are needed, two are found, and none has the colour
        GenerationRules rules =
                GenerationRules.parse("{\"include\":[{\"class\":\"3\",\"count\":3,\"color\":\"blue\"}]}");

        // When
        Verification verification = rules.verify(seen(red(3, 0, 0), red(3, 1, 1)));

        // Then
        assertThat(verification.credit()).isCloseTo(0.333333333333, within(1e-9));
    }

    @Test
    void shouldCountAnyColorWhereNoneIsAsked() {
        // Given: two 5s of which one is red
        GenerationRules rules = GenerationRules.of("", "", ObjectRule.of(5, 2), ObjectRule.of(5, DigitColor.RED));

        // When / Then
        assertThat(rules.verify(seen(red(5, 0, 0), new PlacedDigit(5, DigitColor.BLUE, 0, 1)))
                        .holds())
                .isTrue();
        assertThat(rules.verify(seen(red(5, 0, 0))).holds()).isFalse();
    }

    private static PlacedDigit red(int digit, int row, int column) {
        return new PlacedDigit(digit, DigitColor.RED, row, column);
    }

    private static List<DetectedObject> seen(PlacedDigit... digits) {
        return Stream.of(digits).map(DetectedObject::of).toList();
    }
}
