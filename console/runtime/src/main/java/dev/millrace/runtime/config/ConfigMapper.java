package dev.millrace.runtime.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.store.ObjectStoreTypes;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerTypes;
import dev.millrace.workers.EngineConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

/**
 * How config records look in YAML: snake_case keys, lower-case enums, durations as {@code 30s}. Conversions that
 * would hide a mistake (a word for a number, a fraction for a count) are off.
 */
final class ConfigMapper {

    private ConfigMapper() {}

    static YAMLMapper create() {
        SimpleModule texts = new SimpleModule("millrace-config");
        addText(texts, RunId.class, RunId::value, RunId::new);
        addText(texts, Path.class, Path::toString, Path::of);
        texts.addDeserializer(ScorerConfig.class, new ScorerReader(ScorerTypes.found()));
        texts.addDeserializer(EngineConfig.class, new EngineReader(RolloutEngineTypes.found()));
        texts.addDeserializer(StoreConfig.class, new StoreReader(ObjectStoreTypes.found()));
        texts.addDeserializer(Record.class, CommandSections.found().reader());
        addText(texts, Duration.class, DurationText::format, ConfigMapper::duration);
        texts.addSerializer(Enum.class, text(Enum.class, e -> e.name().toLowerCase(Locale.ROOT)));
        YAMLFactory yaml =
                YAMLFactory.builder().stringQuotingChecker(new Quoting()).build();
        YAMLMapper mapper = YAMLMapper.builder(yaml)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .addModule(texts)
                .build();
        mapper.coercionConfigFor(LogicalType.Enum)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        return mapper;
    }

    /** Without quotes a reader folds any line break into a blank, those of other alphabets too. */
    private static final class Quoting extends StringQuotingChecker.Default {

        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value)
                    || value.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
        }
    }

    private static Duration duration(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be a duration such as 30s, 500ms or PT1M, not \"" + text + "\""));
    }

    private static <T> void addText(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, text(type, write));
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                String text = parser.getText();
                if (!parser.currentToken().isScalarValue()) {
                    return type.cast(context.handleUnexpectedToken(type, parser));
                }
                try {
                    return read.apply(text);
                } catch (IllegalArgumentException e) {
                    throw JsonMappingException.from(parser, String.valueOf(e.getMessage()), e);
                }
            }
        });
    }

    private static <T> JsonSerializer<T> text(Class<T> type, Function<T, String> write) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
                generator.writeString(write.apply(value));
            }

            @Override
            public Class<T> handledType() {
                return type;
            }
        };
    }
}
