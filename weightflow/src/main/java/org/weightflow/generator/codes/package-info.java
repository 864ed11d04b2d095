/** Networks as short vectors and back. Start with {@link org.weightflow.generator.codes.CodeSpace}. */
package org.weightflow.generator.codes;
