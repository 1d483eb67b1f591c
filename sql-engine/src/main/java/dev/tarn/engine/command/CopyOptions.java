package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.TimeSpans;
import dev.tarn.engine.physical.FileErrors.Policy;
import dev.tarn.engine.spi.PipeSettings;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Property;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What COPY INTO is told beside the format and the store of its files.
///
/// @param files what is left for those
/// @param force whether files are loaded that the table was loaded from already
/// @param onError what an error in a file does
/// @param mergeSchema whether columns that the table does not have are added to it
/// @param limits which files it takes
record CopyOptions(
        FileInput files, boolean force, Policy onError, boolean mergeSchema, CopyLimits limits) {

    static CopyOptions of(FileInput input) {
        List<Property> rest = new ArrayList<>();
        boolean force = false;
        boolean mergeSchema = false;
        Policy onError = Policy.ABORT;
        CopyLimits limits = CopyLimits.NONE;
        for (Property option : input.options()) {
            switch (option.name().toLowerCase(Locale.ROOT)) {
                case "force" -> force = flag(option);
                case "on_error" -> onError = policy(option);
                case "merge_schema", "mergeschema" -> mergeSchema = flag(option);
                case PipeSettings.MAX_FILES ->
                        limits = new CopyLimits(count(option), limits.maxBytes(), limits.settle());
                case PipeSettings.MAX_BYTES ->
                        limits = new CopyLimits(limits.maxFiles(), bytes(option), limits.settle());
                case PipeSettings.SETTLE ->
                        limits =
                                new CopyLimits(
                                        limits.maxFiles(), limits.maxBytes(), duration(option));
                default -> rest.add(option);
            }
        }
        FileInput files = new FileInput(input.location(), input.format(), rest, input.position());
        return new CopyOptions(files, force, onError, mergeSchema, limits);
    }

    private static Policy policy(Property option) {
        return switch (option.value().toLowerCase(Locale.ROOT)) {
            case "abort", "abort_statement" -> Policy.ABORT;
            case "continue" -> Policy.CONTINUE;
            case "skip_file" -> Policy.SKIP_FILE;
            default -> throw refused(option, "ABORT, CONTINUE or SKIP_FILE");
        };
    }

    private static boolean flag(Property option) {
        return switch (option.value().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(option, "TRUE or FALSE");
        };
    }

    static Duration duration(Property option) {
        Duration duration = TimeSpans.parse(option.value());
        if (duration == null) {
            throw refused(option, "a number and one of ms, s, m, h, d, such as '10s'");
        }
        return duration;
    }

    /// @throws SqlException INVALID_ARGUMENTS unless it is 1 or more
    static long bytes(Property option) {
        Long bytes = ByteSizes.parse(option.value());
        if (bytes == null || bytes == 0) {
            throw refused(option, "a number of bytes, such as 100000 or '64MB'");
        }
        return bytes;
    }

    /// @throws SqlException INVALID_ARGUMENTS unless it is 1 or more
    static long count(Property option) {
        if (!option.value().matches("0*[1-9]\\d{0,8}")) {
            throw refused(option, "a number of 1 or more");
        }
        return Long.parseLong(option.value());
    }

    static SqlException refused(Property option, String accepted) {
        return new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "%s must be %s, not '%s'"
                        .formatted(
                                option.name().toUpperCase(Locale.ROOT), accepted, option.value()),
                option.position(),
                null);
    }
}
