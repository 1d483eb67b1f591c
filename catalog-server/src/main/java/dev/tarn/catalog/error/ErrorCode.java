package dev.tarn.catalog.error;

/// The one table of errors: code → HTTP status and Iceberg `type`.
///
/// Iceberg's clients dispatch on the status first and then on the type, so both are part of the
/// contract (source: `ErrorHandlers` of iceberg-core). A 404 or 409 answered to a commit is a
/// promise that nothing was written; everything unsure is [#COMMIT_STATE_UNKNOWN].
public enum ErrorCode {
    BAD_REQUEST(400, "BadRequestException"),
    ILLEGAL_ARGUMENT(400, "IllegalArgumentException"),
    INVALID(400, "ValidationException"),
    NOT_AUTHORIZED(401, "NotAuthorizedException"),
    FORBIDDEN(403, "ForbiddenException"),
    NO_SUCH_NAMESPACE(404, "NoSuchNamespaceException"),
    NO_SUCH_TABLE(404, "NoSuchTableException"),
    NO_SUCH_VIEW(404, "NoSuchViewException"),
    NO_SUCH_WAREHOUSE(404, "NoSuchWarehouseException"),
    NO_SUCH_PLAN_ID(404, "NoSuchPlanIdException"),
    NO_SUCH_PLAN_TASK(404, "NoSuchPlanTaskException"),
    NO_SUCH_FUNCTION(404, "NoSuchFunctionException"),
    NO_SUCH_TASK(404, "NoSuchTaskException"),
    FILE_NOT_FOUND(404, "NotFoundException"),
    NO_SUCH_ENDPOINT(404, "NoSuchEndpointException"),
    NO_SUCH_PRINCIPAL(404, "NoSuchPrincipalException"),
    NO_SUCH_ROLE(404, "NoSuchRoleException"),
    NO_SUCH_TOKEN(404, "NoSuchTokenException"),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowedException"),
    UNSUPPORTED(406, "UnsupportedOperationException"),
    ALREADY_EXISTS(409, "AlreadyExistsException"),
    NAMESPACE_NOT_EMPTY(409, "NamespaceNotEmptyException"),
    COMMIT_FAILED(409, "CommitFailedException"),
    BODY_TOO_LARGE(413, "PayloadTooLargeException"),
    UNSUPPORTED_MEDIA_TYPE(415, "UnsupportedMediaTypeException"),
    UNPROCESSABLE(422, "UnprocessableEntityException"),
    TOO_MANY_REQUESTS(429, "TooManyRequestsException"),
    INTERNAL(500, "InternalServerError"),
    COMMIT_STATE_UNKNOWN(500, "CommitStateUnknownException"),
    UNAVAILABLE(503, "ServiceUnavailableException");

    private final int status;
    private final String type;

    ErrorCode(int status, String type) {
        this.status = status;
        this.type = type;
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    /// Whether the same request would be refused again for the same reason: only such answers may
    /// be kept and replayed for an idempotency key. Never a 5xx, and not what depends on who asks.
    public boolean isDeterministic() {
        return switch (this) {
            case NOT_AUTHORIZED,
                    FORBIDDEN,
                    TOO_MANY_REQUESTS,
                    INTERNAL,
                    COMMIT_STATE_UNKNOWN,
                    UNAVAILABLE ->
                    false;
            case BAD_REQUEST,
                    ILLEGAL_ARGUMENT,
                    INVALID,
                    NO_SUCH_NAMESPACE,
                    NO_SUCH_TABLE,
                    NO_SUCH_VIEW,
                    NO_SUCH_WAREHOUSE,
                    NO_SUCH_PLAN_ID,
                    NO_SUCH_PLAN_TASK,
                    NO_SUCH_FUNCTION,
                    NO_SUCH_TASK,
                    FILE_NOT_FOUND,
                    NO_SUCH_ENDPOINT,
                    NO_SUCH_PRINCIPAL,
                    NO_SUCH_ROLE,
                    NO_SUCH_TOKEN,
                    METHOD_NOT_ALLOWED,
                    UNSUPPORTED,
                    ALREADY_EXISTS,
                    NAMESPACE_NOT_EMPTY,
                    COMMIT_FAILED,
                    BODY_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNPROCESSABLE ->
                    true;
        };
    }
}
