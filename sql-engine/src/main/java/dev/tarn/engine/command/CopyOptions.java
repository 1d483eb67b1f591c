package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Property;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What COPY INTO is told beside the format and the store of its files.
///
/// @param files what is left for those
/// @param force whether files are loaded that the table was loaded from already
record CopyOptions(FileInput files, boolean force) {

    static CopyOptions of(FileInput input) {
        List<Property> rest = new ArrayList<>();
        boolean force = false;
        for (Property option : input.options()) {
            switch (option.name().toLowerCase(Locale.ROOT)) {
                case "force" -> force = flag(option);
                default -> rest.add(option);
            }
        }
        FileInput files = new FileInput(input.location(), input.format(), rest, input.position());
        return new CopyOptions(files, force);
    }

    private static boolean flag(Property option) {
        return switch (option.value().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new SqlException(
                            ErrorCode.INVALID_ARGUMENTS,
                            "%s must be TRUE or FALSE, not '%s'"
                                    .formatted(
                                            option.name().toUpperCase(Locale.ROOT), option.value()),
                            option.position(),
                            null);
        };
    }
}
