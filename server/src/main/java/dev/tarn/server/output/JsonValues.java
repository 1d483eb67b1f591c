package dev.tarn.server.output;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import java.io.IOException;
import java.math.BigDecimal;

/// Writes values of vectors as JSON.
///
/// In both styles: integers are numbers, NaN and infinities strings, binaries Base64, UUIDs and
/// points in time strings, lists arrays, maps objects whose keys are the keys' text. Strings go
/// through as UTF-8 without becoming Java strings. Not thread-safe: one for each result.
public final class JsonValues {
    private final JsonStyle style;
    private final StringBuilder text = new StringBuilder();

    public JsonValues(JsonStyle style) {
        this.style = style;
    }

    /// Writes the value at `row`.
    public void write(JsonGenerator json, Vector vector, int row) throws IOException {
        switch (vector) {
            case DictionaryVector ids -> write(json, ids.dictionary(), ids.ids()[row]);
            case ConstantVector constant -> write(json, constant.value(), 0);
            case SequenceVector sequence ->
                    json.writeNumber(sequence.start() + row * sequence.step());
            case FlatVector flat -> {
                if (flat.isNull(row)) {
                    json.writeNull();
                } else {
                    writeFlat(json, flat, row);
                }
            }
        }
    }

    private void writeFlat(JsonGenerator json, FlatVector flat, int row) throws IOException {
        switch (flat) {
            case BooleanVector v -> json.writeBoolean(v.values()[row]);
            case IntVector v -> {
                if (v.type() == DataType.DATE) {
                    text.setLength(0);
                    ValueText.appendInt(text, v.type(), v.values()[row]);
                    json.writeString(text.toString());
                } else {
                    json.writeNumber(v.values()[row]);
                }
            }
            case LongVector v -> writeLong(json, v.type(), v.values()[row]);
            case Int128Vector v ->
                    writeDecimal(json, new BigDecimal(v.unscaled(row), ValueText.scale(v.type())));
            case FloatVector v -> {
                float value = v.values()[row];
                if (Float.isFinite(value)) {
                    json.writeNumber(value);
                } else {
                    json.writeString(Float.toString(value));
                }
            }
            case DoubleVector v -> {
                double value = v.values()[row];
                if (Double.isFinite(value)) {
                    json.writeNumber(value);
                } else {
                    json.writeString(Double.toString(value));
                }
            }
            case BytesVector v -> writeBytes(json, v, row);
            case ListVector v -> writeList(json, v, row);
            case MapVector v -> writeMap(json, v, row);
            case StructVector v -> writeStruct(json, v, row);
        }
    }

    private void writeLong(JsonGenerator json, DataType type, long value) throws IOException {
        if (type instanceof DataType.Decimal decimal) {
            writeDecimal(json, BigDecimal.valueOf(value, decimal.scale()));
        } else if (type == DataType.BIGINT) {
            json.writeNumber(value);
        } else {
            text.setLength(0);
            ValueText.appendLong(text, type, value, style.text);
            json.writeString(text.toString());
        }
    }

    private void writeDecimal(JsonGenerator json, BigDecimal value) throws IOException {
        switch (style) {
            case TRINO -> json.writeString(value.toPlainString());
            case PLAIN -> json.writeNumber(value.toPlainString());
        }
    }

    private void writeBytes(JsonGenerator json, BytesVector vector, int row) throws IOException {
        int start = vector.offsets()[row];
        if (vector.type() == DataType.STRING) {
            json.writeUTF8String(vector.data(), start, vector.byteCount(row));
        } else if (vector.type() == DataType.UUID) {
            json.writeString(ValueText.uuid(vector, row));
        } else if (vector.type() == DataType.VARIANT) {
            writeVariant(json, ValueText.variant(vector, row));
        } else {
            json.writeBinary(vector.data(), start, vector.byteCount(row));
        }
    }

    /// Trino's clients know JSON as text.
    private void writeVariant(JsonGenerator json, String value) throws IOException {
        switch (style) {
            case TRINO -> json.writeString(value);
            case PLAIN -> json.writeRawValue(value);
        }
    }

    private void writeList(JsonGenerator json, ListVector list, int row) throws IOException {
        json.writeStartArray();
        for (int i = list.offsets()[row]; i < list.offsets()[row + 1]; i++) {
            write(json, list.elements(), i);
        }
        json.writeEndArray();
    }

    private void writeMap(JsonGenerator json, MapVector map, int row) throws IOException {
        json.writeStartObject();
        for (int i = map.offsets()[row]; i < map.offsets()[row + 1]; i++) {
            text.setLength(0);
            ValueText.append(text, map.keys(), i, style.text);
            json.writeFieldName(text.toString());
            write(json, map.values(), i);
        }
        json.writeEndObject();
    }

    private void writeStruct(JsonGenerator json, StructVector struct, int row) throws IOException {
        DataType.StructOf type = (DataType.StructOf) struct.type();
        boolean named = style == JsonStyle.PLAIN;
        if (named) {
            json.writeStartObject();
        } else {
            json.writeStartArray();
        }
        for (int i = 0; i < type.fields().size(); i++) {
            if (named) {
                json.writeFieldName(type.label(i));
            }
            write(json, struct.fields().get(i), row);
        }
        if (named) {
            json.writeEndObject();
        } else {
            json.writeEndArray();
        }
    }
}
