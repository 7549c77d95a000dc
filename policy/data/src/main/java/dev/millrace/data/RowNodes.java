package dev.millrace.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Rows of Parquet as the nodes of a row of JSON (Parquet's LogicalTypes.md): lists become arrays, structs and maps objects,
 * texts texts; bytes that are no text become binary nodes; a number that is none becomes null. Pure.
 */
final class RowNodes {

    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private RowNodes() {}

    static ObjectNode of(Group group, GroupType type) {
        ObjectNode object = NODES.objectNode();
        for (int field = 0; field < type.getFieldCount(); field++) {
            object.set(type.getFieldName(field), field(group, field, type.getType(field)));
        }
        return object;
    }

    private static JsonNode field(Group group, int field, Type type) {
        int count = group.getFieldRepetitionCount(field);
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            ArrayNode list = NODES.arrayNode();
            for (int i = 0; i < count; i++) {
                list.add(value(group, field, i, type));
            }
            return list;
        }
        return count == 0 ? NODES.nullNode() : value(group, field, 0, type);
    }

    private static JsonNode value(Group group, int field, int index, Type type) {
        if (type.isPrimitive()) {
            return primitive(group, field, index, type.asPrimitiveType());
        }
        Group inner = group.getGroup(field, index);
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        if (meaning instanceof ListLogicalTypeAnnotation) {
            return list(inner, type.asGroupType());
        }
        return meaning instanceof MapLogicalTypeAnnotation
                ? map(inner, type.asGroupType())
                : of(inner, type.asGroupType());
    }

    /** The repeated field in a list is a frame around its element, but for files of old writers, where it is the element. */
    private static JsonNode list(Group list, GroupType type) {
        Type repeated = type.getType(0);
        boolean frame = !repeated.isPrimitive()
                && repeated.asGroupType().getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().equals(type.getName() + "_tuple");
        ArrayNode elements = NODES.arrayNode();
        int count = list.getFieldRepetitionCount(0);
        for (int i = 0; i < count; i++) {
            elements.add(
                    frame
                            ? field(
                                    list.getGroup(0, i),
                                    0,
                                    repeated.asGroupType().getType(0))
                            : value(list, 0, i, repeated));
        }
        return elements;
    }

    private static JsonNode map(Group map, GroupType type) {
        GroupType entry = type.getType(0).asGroupType();
        ObjectNode object = NODES.objectNode();
        int count = map.getFieldRepetitionCount(0);
        for (int i = 0; i < count; i++) {
            Group pair = map.getGroup(0, i);
            JsonNode value = entry.getFieldCount() > 1 ? field(pair, 1, entry.getType(1)) : NODES.nullNode();
            object.set(field(pair, 0, entry.getType(0)).asText(), value);
        }
        return object;
    }

    private static JsonNode primitive(Group group, int field, int index, PrimitiveType type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> NODES.booleanNode(group.getBoolean(field, index));
            case INT32 -> whole(group.getInteger(field, index), meaning);
            case INT64 -> whole(group.getLong(field, index), meaning);
            case FLOAT -> {
                float value = group.getFloat(field, index);
                yield Float.isFinite(value) ? NODES.numberNode(value) : NODES.nullNode();
            }
            case DOUBLE -> {
                double value = group.getDouble(field, index);
                yield Double.isFinite(value) ? NODES.numberNode(value) : NODES.nullNode();
            }
            case INT96 -> NODES.binaryNode(group.getInt96(field, index).getBytes());
            case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(group.getBinary(field, index), meaning);
        };
    }

    private static JsonNode whole(long value, LogicalTypeAnnotation meaning) {
        return meaning instanceof DecimalLogicalTypeAnnotation decimal
                ? NODES.numberNode(BigDecimal.valueOf(value, decimal.getScale()))
                : NODES.numberNode(value);
    }

    private static JsonNode bytes(Binary value, LogicalTypeAnnotation meaning) {
        if (meaning instanceof StringLogicalTypeAnnotation
                || meaning instanceof EnumLogicalTypeAnnotation
                || meaning instanceof JsonLogicalTypeAnnotation) {
            return NODES.textNode(value.toStringUsingUTF8());
        }
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
            return NODES.numberNode(new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()));
        }
        return NODES.binaryNode(value.getBytes());
    }
}
