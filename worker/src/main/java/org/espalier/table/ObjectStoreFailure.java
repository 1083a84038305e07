package org.espalier.table;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.ConfigurationException;

/**
 * Why an object store refused a request, in one line: its client's exceptions repeat themselves and
 * carry identifiers of requests, and what a person can act on is one code among them.
 *
 * <p>Codes are those of the S3 interface (Amazon S3 API Reference, Error Responses). The client's
 * classes are known by name only, for they are no part of what this module is built with.
 */
final class ObjectStoreFailure {
  private static final String CREDENTIALS =
      "; they come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the role of the machine, or"
          + " what fs.s3a.aws.credentials.provider names";

  private static final Map<String, String> REASONS = new LinkedHashMap<>();

  static {
    REASONS.put("NoAuthWithAWSException", "there are no credentials for it" + CREDENTIALS);
    REASONS.put("NoAwsCredentialsException", "there are no credentials for it" + CREDENTIALS);
    REASONS.put(
        "RequestTimeTooSkewed",
        "it refuses requests of this machine, whose clock differs too much from its own"
            + " (RequestTimeTooSkewed): set the clock");
    REASONS.put("NoSuchBucket", "there is no such bucket");
    REASONS.put("UnknownStoreException", "there is no such bucket");
    REASONS.put("InvalidAccessKeyId", "it does not know the access key" + CREDENTIALS);
    REASONS.put(
        "SignatureDoesNotMatch", "the secret key is not that of the access key" + CREDENTIALS);
    REASONS.put("ExpiredToken", "the credentials have expired" + CREDENTIALS);
    REASONS.put("AccessDenied", "the credentials do not permit this" + CREDENTIALS);
  }

  private ObjectStoreFailure() {}

  /** Whether a write failed because its condition did not hold, or another write was under way. */
  static boolean isOfCondition(Throwable thrown) {
    String said = said(thrown);
    return said.contains("PreconditionFailed") || said.contains("ConditionalRequestConflict");
  }

  private static String said(Throwable thrown) {
    var said = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      said.append(cause.getClass().getSimpleName()).append(' ').append(cause.getMessage());
    }
    return said.toString();
  }

  /** What the store or its client said, as far as a person can act on it. */
  static String reason(Throwable thrown) {
    String said = said(thrown);
    for (Map.Entry<String, String> known : REASONS.entrySet()) {
      if (said.contains(known.getKey())) {
        return known.getValue();
      }
    }
    Throwable last = thrown;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    if (thrown instanceof AccessDeniedException) {
      return REASONS.get("AccessDenied");
    }
    String name =
        last instanceof UnknownHostException
            ? "there is no host "
            : last instanceof ConnectException ? "nobody answers: " : "";
    return name + ConfigurationException.oneLine(String.valueOf(last.getMessage()));
  }
}
