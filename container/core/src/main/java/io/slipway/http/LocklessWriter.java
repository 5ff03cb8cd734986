package io.slipway.http;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The many names of writing, brought down to four: a string, a character, an int and a long. Not
 * one of {@link PrintWriter}'s own ways to write is left, for they lock.
 */
abstract class LocklessWriter extends PrintWriter {
  private static final String LINE_END = System.lineSeparator();

  /** What the class above wants to have: nothing is ever written to it. */
  private static final Writer NOWHERE = Writer.nullWriter();

  private @Nullable Formatter formatter;

  LocklessWriter() {
    super(NOWHERE);
  }

  @Override
  public abstract void write(String piece);

  @Override
  public abstract void write(int c);

  @Override
  public abstract void print(int i);

  @Override
  public abstract void print(long l);

  @Override
  public abstract void flush();

  @Override
  public abstract void close();

  @Override
  public abstract boolean checkError();

  @Override
  protected abstract void setError();

  @Override
  protected abstract void clearError();

  @Override
  public void write(String string, int offset, int length) {
    write(string.substring(offset, offset + length));
  }

  @Override
  public void write(char[] chars, int offset, int length) {
    write(new String(chars, offset, length));
  }

  @Override
  public void write(char[] chars) {
    write(new String(chars));
  }

  @Override
  public void print(boolean b) {
    write(String.valueOf(b));
  }

  @Override
  public void print(char c) {
    write(c);
  }

  @Override
  public void print(float f) {
    write(Float.toString(f));
  }

  @Override
  public void print(double d) {
    write(Double.toString(d));
  }

  @Override
  public void print(char[] s) {
    write(s);
  }

  @Override
  public void print(@Nullable String s) {
    write(String.valueOf(s));
  }

  @Override
  public void print(@Nullable Object obj) {
    write(String.valueOf(obj));
  }

  @Override
  public void println() {
    write(LINE_END);
  }

  @Override
  public void println(boolean b) {
    print(b);
    println();
  }

  @Override
  public void println(char c) {
    print(c);
    println();
  }

  @Override
  public void println(int i) {
    print(i);
    println();
  }

  @Override
  public void println(long l) {
    print(l);
    println();
  }

  @Override
  public void println(float f) {
    print(f);
    println();
  }

  @Override
  public void println(double d) {
    print(d);
    println();
  }

  @Override
  public void println(char[] s) {
    print(s);
    println();
  }

  @Override
  public void println(@Nullable String s) {
    print(s);
    println();
  }

  @Override
  public void println(@Nullable Object o) {
    print(o);
    println();
  }

  @Override
  public PrintWriter printf(String format, @Nullable Object... args) {
    return format(format, args);
  }

  @Override
  public PrintWriter printf(@Nullable Locale l, String format, @Nullable Object... args) {
    return format(l, format, args);
  }

  @Override
  public PrintWriter format(String format, @Nullable Object... args) {
    return format(Locale.getDefault(Locale.Category.FORMAT), format, args);
  }

  @Override
  public PrintWriter format(@Nullable Locale l, String format, @Nullable Object... args) {
    Formatter with = formatter;
    if (with == null) {
      with = new Formatter(this);
      formatter = with;
    }
    with.format(l, format, args);
    return this;
  }

  @Override
  public PrintWriter append(@Nullable CharSequence csq) {
    write(String.valueOf(csq));
    return this;
  }

  @Override
  public PrintWriter append(@Nullable CharSequence csq, int start, int end) {
    write(String.valueOf(csq).substring(start, end));
    return this;
  }

  @Override
  public PrintWriter append(char c) {
    write(c);
    return this;
  }
}
