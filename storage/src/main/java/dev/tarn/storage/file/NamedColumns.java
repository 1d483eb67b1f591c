package dev.tarn.storage.file;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Columns of files outside any table, which are told by their names: each file has its own order
/// of columns, so that field ids of one say nothing of another.
public final class NamedColumns {
    private NamedColumns() {}

    /// `wanted` with the field ids of a file that has the columns `own`: those of the same names,
    /// in any case unless all names are there as they stand. What the file does not have gets ids
    /// that it does not have either, and is read as NULL. All columns are optional.
    ///
    /// @param location of the file, for messages
    /// @throws StorageException BAD_VALUE if a column has another type there, of which there is no
    ///   way to the one wanted, or its name could mean several
    public static Schema projection(Schema wanted, Schema own, String location) {
        List<Types.NestedField> fields = new ArrayList<>();
        boolean exact = true;
        for (Types.NestedField field : wanted.columns()) {
            exact &= own.asStruct().field(field.name()) != null;
            fields.add(field.asOptional());
        }
        AtomicInteger last = new AtomicInteger(own.highestFieldId());
        Schema free = TypeUtil.assignFreshIds(new Schema(fields), last::incrementAndGet);
        Schema projection;
        try {
            projection = TypeUtil.reassignOrRefreshIds(free, own, exact);
        } catch (ValidationException | IllegalArgumentException e) {
            throw refused(location, String.valueOf(e.getMessage()));
        }
        for (Types.NestedField field : projection.columns()) {
            checkType(field, own.findField(field.fieldId()), location);
        }
        return projection;
    }

    private static void checkType(
            Types.NestedField wanted, Types.@Nullable NestedField own, String location) {
        if (own != null && !isReadAs(own.type(), wanted.type())) {
            throw refused(
                    location,
                    "its column %s is %s, and %s is wanted, as other files have it"
                            .formatted(own.name(), own.type(), wanted.type()));
        }
    }

    private static boolean isReadAs(Type own, Type wanted) {
        if (own.equals(wanted)) {
            return true;
        }
        if (own.isPrimitiveType() != wanted.isPrimitiveType()) {
            return false;
        }
        return wanted.isNestedType() || TypeUtil.isPromotionAllowed(own, wanted.asPrimitiveType());
    }

    private static StorageException refused(String location, String reason) {
        return new StorageException(
                StorageException.Kind.BAD_VALUE, "Cannot read %s: %s".formatted(location, reason));
    }

    /// Checks that a file has the columns `names`, in any order and case, and no others.
    ///
    /// @throws StorageException BAD_VALUE if not
    public static void requireSame(List<String> own, List<String> names, String location) {
        if (!sorted(own).equals(sorted(names))) {
            throw refused(
                    location,
                    "it has the columns %s, and the first file has %s".formatted(own, names));
        }
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).sorted().toList();
    }
}
