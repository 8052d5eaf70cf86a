package io.github.citiesweather.connect;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.FunctionFailureException;
import com.datastax.oss.driver.api.core.servererrors.InvalidConfigurationInQueryException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.ProtocolError;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.type.codec.CodecNotFoundException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What a failed request means for the record and the task. */
enum DriverFailure {
    /** Cassandra looked at the statement and refused it: it will always do so. */
    BAD_RECORD,
    /** Cassandra could not take the statement now; it may have been written all the same. */
    BAD_MOMENT,
    /** Neither the record nor the moment is to blame, and someone has to act: rights, or a defect. */
    FATAL;

    static DriverFailure of(Throwable failure) {
        Throwable e = unwrap(failure);
        if (e instanceof InvalidQueryException || e instanceof SyntaxError || e instanceof InvalidConfigurationInQueryException
                || e instanceof FunctionFailureException || e instanceof ProtocolError) {
            return BAD_RECORD;
        }
        if (e instanceof UnauthorizedException || e instanceof AuthenticationException || e instanceof CodecNotFoundException
                || e instanceof UnsupportedProtocolVersionException) {
            return FATAL;
        }
        if (e instanceof AllNodesFailedException all && all.getAllErrors().values().stream().flatMap(Collection::stream)
                .anyMatch(AuthenticationException.class::isInstance)) {
            return FATAL;
        }
        return e instanceof DriverException || e instanceof IOException ? BAD_MOMENT : FATAL;
    }

    static Throwable unwrap(Throwable failure) {
        Throwable e = failure;
        while ((e instanceof CompletionException || e instanceof ExecutionException) && e.getCause() != null) {
            e = e.getCause();
        }
        return e;
    }
}
