package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.statement.PartitionField;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Term;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Changes of a table's partition spec. Rows that are there stay in the partitions they are in.
final class PartitionChanges {
    private PartitionChanges() {}

    /// Adds a field, called `name` where that is not null.
    static void add(Transaction transaction, PartitionField field, @Nullable String name) {
        UpdatePartitionSpec update = transaction.updateSpec();
        Term term = Columns.term(transaction.table().schema(), field);
        committed(update, field.position(), () -> add(update, name, term));
    }

    private static void add(UpdatePartitionSpec update, @Nullable String name, Term term) {
        if (name == null) {
            update.addField(term);
        } else {
            update.addField(name, term);
        }
    }

    /// Drops a field, which may be said by its own name.
    static void drop(Transaction transaction, PartitionField field) {
        UpdatePartitionSpec update = transaction.updateSpec();
        committed(update, field.position(), () -> remove(update, transaction, field));
    }

    /// Drops a field and adds another.
    static void replace(
            Transaction transaction,
            PartitionField field,
            PartitionField with,
            @Nullable String name) {
        UpdatePartitionSpec update = transaction.updateSpec();
        Term term = Columns.term(transaction.table().schema(), with);
        committed(
                update,
                field.position(),
                () -> {
                    remove(update, transaction, field);
                    add(update, name, term);
                });
    }

    private static void remove(
            UpdatePartitionSpec update, Transaction transaction, PartitionField field) {
        Schema schema = transaction.table().schema();
        boolean isName =
                field.transform() == PartitionField.Transform.IDENTITY
                        && schema.caseInsensitiveFindField(field.column()) == null;
        if (isName) {
            update.removeField(field.column());
        } else {
            update.removeField(Columns.term(schema, field));
        }
    }

    /// Partitions by `fields` from now on; fields that are there already stay as they are.
    static void set(Transaction transaction, List<PartitionField> fields) {
        set(transaction, fields, _ -> true);
    }

    /// Has rows bucketed by `fields` from now on; partition fields that are no buckets stay.
    static void setBuckets(Transaction transaction, List<PartitionField> fields) {
        set(transaction, fields, field -> field.transform().toString().startsWith("bucket["));
    }

    /// Sets those of the partition fields that are `meant`.
    private static void set(
            Transaction transaction,
            List<PartitionField> fields,
            Predicate<org.apache.iceberg.PartitionField> meant) {
        Schema schema = transaction.table().schema();
        PartitionSpec wanted = Columns.spec(schema, fields);
        UpdatePartitionSpec update = transaction.updateSpec();
        List<String> kept = new ArrayList<>();
        for (org.apache.iceberg.PartitionField field : transaction.table().spec().fields()) {
            if (wanted.fields().stream().anyMatch(other -> text(other).equals(text(field)))) {
                kept.add(text(field));
            } else if (!field.transform().isVoid() && meant.test(field)) {
                update.removeField(field.name());
            }
        }
        Position position = fields.isEmpty() ? null : fields.getFirst().position();
        committed(
                update,
                position,
                () -> {
                    for (int i = 0; i < fields.size(); i++) {
                        if (!kept.contains(text(wanted.fields().get(i)))) {
                            update.addField(Columns.term(schema, fields.get(i)));
                        }
                    }
                });
    }

    /// What makes fields the same, whatever they are called.
    private static String text(org.apache.iceberg.PartitionField field) {
        return field.transform() + "(" + field.sourceId() + ")";
    }

    private static void committed(
            UpdatePartitionSpec update, @Nullable Position position, Runnable changes) {
        try {
            changes.run();
            update.commit();
        } catch (IllegalArgumentException | ValidationException e) {
            throw new SqlException(
                    ErrorCode.INVALID_TABLE_PROPERTY,
                    "Partitions cannot be changed so: " + e.getMessage(),
                    position,
                    e);
        }
    }
}
