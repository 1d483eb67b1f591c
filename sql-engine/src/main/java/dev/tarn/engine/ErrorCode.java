package dev.tarn.engine;

/// What can go wrong with a statement. Names and numbers are Trino's where it has the case, so that
/// its clients tell errors apart as they are used to.
public enum ErrorCode {
    GENERIC_USER_ERROR(0, Kind.USER),
    SYNTAX_ERROR(1, Kind.USER),
    NOT_SUPPORTED(13, Kind.USER),
    INVALID_FUNCTION_ARGUMENT(7, Kind.USER),
    DIVISION_BY_ZERO(8, Kind.USER),
    INVALID_CAST_ARGUMENT(9, Kind.USER),
    FUNCTION_NOT_FOUND(6, Kind.USER),
    SUBQUERY_MULTIPLE_ROWS(28, Kind.USER),
    NUMERIC_VALUE_OUT_OF_RANGE(19, Kind.USER),
    INVALID_ARGUMENTS(20, Kind.USER),
    NOT_IN_TRANSACTION(21, Kind.USER),
    TRANSACTION_ALREADY_ABORTED(22, Kind.USER),
    READ_ONLY_VIOLATION(23, Kind.USER),
    MULTI_CATALOG_WRITE_CONFLICT(24, Kind.USER),
    UNKNOWN_TRANSACTION(2005, Kind.USER),
    ALREADY_EXISTS(11, Kind.USER),
    NOT_FOUND(5, Kind.USER),
    SCHEMA_NOT_FOUND(45, Kind.USER),
    TABLE_NOT_FOUND(46, Kind.USER),
    COLUMN_NOT_FOUND(47, Kind.USER),
    CATALOG_NOT_FOUND(44, Kind.USER),
    TABLE_ALREADY_EXISTS(92, Kind.USER),
    SCHEMA_ALREADY_EXISTS(89, Kind.USER),
    SCHEMA_NOT_EMPTY(69, Kind.USER),
    COLUMN_ALREADY_EXISTS(91, Kind.USER),
    DUPLICATE_COLUMN_NAME(84, Kind.USER),
    AMBIGUOUS_NAME(78, Kind.USER),
    TYPE_MISMATCH(58, Kind.USER),
    INVALID_LITERAL(63, Kind.USER),
    INVALID_PARAMETER_USAGE(75, Kind.USER),
    INVALID_TABLE_PROPERTY(38, Kind.USER),
    INVALID_SESSION_PROPERTY(39, Kind.USER),
    INVALID_VIEW(37, Kind.USER),
    EXPRESSION_NOT_AGGREGATE(49, Kind.USER),
    MISSING_CATALOG_NAME(76, Kind.USER),
    MISSING_SCHEMA_NAME(77, Kind.USER),
    MERGE_TARGET_ROW_MULTIPLE_MATCHES(111, Kind.USER),
    PERMISSION_DENIED(4, Kind.USER),
    USER_CANCELED(3, Kind.USER),
    CONSTRAINT_VIOLATION(16, Kind.USER),
    BAD_DATA(2001, Kind.USER),
    TRANSACTION_CONFLICT(2002, Kind.CONFLICT),
    COMMIT_STATE_UNKNOWN(2003, Kind.EXTERNAL),
    EXCEEDED_MEMORY_LIMIT(131, Kind.RESOURCE),
    EXCEEDED_TIME_LIMIT(132, Kind.RESOURCE),
    EXCEEDED_SPILL_LIMIT(134, Kind.RESOURCE),
    QUERY_QUEUE_FULL(133, Kind.RESOURCE),
    EXCEEDED_TRANSACTION_LIMIT(2006, Kind.RESOURCE),
    STORAGE_ERROR(2004, Kind.EXTERNAL),
    INTERNAL_ERROR(65536, Kind.INTERNAL);

    /// Who can do something about it: the one who asked, a retry, whoever sizes the machine,
    /// whoever runs the systems around it, or the authors of this engine.
    public enum Kind {
        USER,
        CONFLICT,
        RESOURCE,
        EXTERNAL,
        INTERNAL
    }

    private final int number;
    private final Kind kind;

    ErrorCode(int number, Kind kind) {
        this.number = number;
        this.kind = kind;
    }

    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }
}
