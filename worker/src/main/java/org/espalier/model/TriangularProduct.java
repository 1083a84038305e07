package org.espalier.model;

/**
 * C <- A B or C <- C + A B, bound once to its operands. It is computed for {@value #ROWS} rows of C
 * and one to three times {@value #COLUMNS} columns at a time, where what is summed runs over the
 * entries that are not known to be zero in one of the two. Some entries of C beyond its shape are
 * overwritten with numbers that mean nothing: those of the same rows and columns that are computed
 * together.
 */
public final class TriangularProduct {

  /** Rows that are computed together. */
  public static final int ROWS = 4;

  /** Of what the columns that are computed are a multiple. */
  public static final int COLUMNS = 16;

  /** The most columns that are computed together. */
  public static final int MOST_COLUMNS = 3 * COLUMNS;

  private final Matrix a;
  private final Matrix b;
  private final Matrix c;
  private final int[] columns; // of C, per ROWS rows
  private final int[] firstByRow; // of what is summed, per ROWS rows
  private final int[] endByRow;
  private final int[] firstByColumn; // likewise, per COLUMNS columns
  private final int[] endByColumn;

  private TriangularProduct(Triangular a, Triangular b, Triangular c) {
    this.a = a.matrix();
    this.b = b.matrix();
    this.c = c.matrix();
    int blocks = (this.c.rows() + ROWS - 1) / ROWS;
    columns = new int[blocks];
    firstByRow = new int[blocks];
    endByRow = new int[blocks];
    for (int r = 0; r < blocks; r++) {
      int last = r * ROWS + ROWS - 1;
      columns[r] = upToColumns(c.endColumn(last));
      firstByRow[r] = a.firstColumn(r * ROWS);
      endByRow[r] = a.endColumn(last);
    }
    Triangular columnsOfB = b.transposed();
    int columnBlocks = (this.c.columns() + COLUMNS - 1) / COLUMNS;
    firstByColumn = new int[columnBlocks];
    endByColumn = new int[columnBlocks];
    for (int k = 0; k < columnBlocks; k++) {
      firstByColumn[k] = columnsOfB.firstColumn(k * COLUMNS);
      endByColumn[k] = columnsOfB.endColumn(k * COLUMNS + COLUMNS - 1);
    }
  }

  /**
   * Binds a product.
   *
   * @param a [rows, inner]
   * @param b [inner, columns], the columns of a row side by side
   * @param c [rows, columns], likewise
   */
  static TriangularProduct of(Triangular a, Triangular b, Triangular c) {
    return new TriangularProduct(a, b, c);
  }

  /** Of matrices that may have numbers everywhere. */
  static TriangularProduct of(Matrix a, Matrix b, Matrix c) {
    return of(Triangular.full(a), Triangular.full(b), Triangular.full(c));
  }

  /** The next multiple of {@value #COLUMNS}. */
  public static int upToColumns(int n) {
    return (n + COLUMNS - 1) / COLUMNS * COLUMNS;
  }

  /** A. */
  public Matrix a() {
    return a;
  }

  /** B. */
  public Matrix b() {
    return b;
  }

  /** C. */
  public Matrix c() {
    return c;
  }

  /** The end of the columns that are computed of the rows from {@code row} on. */
  public int columns(int row) {
    return columns[row / ROWS];
  }

  /**
   * How many columns are computed together from {@code column} on, in rows that have as many: two
   * vectors and two are faster than three and one.
   */
  public int together(int column) {
    int left = upToColumns(c.columns()) - column;
    return left == MOST_COLUMNS + COLUMNS ? 2 * COLUMNS : Math.min(left, MOST_COLUMNS);
  }

  /** The first that is summed at rows from {@code row} and columns from {@code column} on. */
  public int first(int row, int column) {
    return Math.max(firstByRow[row / ROWS], firstByColumn[column / COLUMNS]);
  }

  /** What comes after the last that is summed at rows from {@code row}, columns up to another. */
  public int end(int row, int lastColumn) {
    return Math.min(endByRow[row / ROWS], endByColumn[lastColumn / COLUMNS]);
  }
}
