package org.espalier.execution;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs, until this is closed. */
final class LogLines extends AbstractAppender implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;

  private LogLines(Logger logger) {
    super(LogLines.class.getName(), null, null, true, Property.EMPTY_ARRAY);
    this.logger = logger;
  }

  static LogLines of(Class<?> type) {
    var lines = new LogLines((Logger) LogManager.getLogger(type));
    lines.start();
    lines.logger.addAppender(lines);
    return lines;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getMessage().getFormattedMessage());
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    stop();
  }
}
