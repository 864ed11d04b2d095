@echo off
rem Starts weightflow, and builds it first on first use. To have it built again, remove tools\target\weightflow-tools.jar.
rem
rem   JAVA_HOME             the Java to run with, 17 or later; otherwise java on the PATH
rem   WEIGHTFLOW_JAVA_OPTS  more options for the Java virtual machine, such as -Xmx8g
setlocal
for %%I in ("%~dp0..") do set "ROOT=%%~fI"
set "JAR=%ROOT%\tools\target\weightflow-tools.jar"
set "LOG=%ROOT%\target\launcher-build.log"

set "JAVA=java"
if not defined JAVA_HOME goto search
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto build
echo weightflow: JAVA_HOME is "%JAVA_HOME%", which has no bin\java.exe; set it to a Java 17 or later, or unset it 1>&2
exit /b 1
:search
where java >nul 2>&1
if not errorlevel 1 goto build
echo weightflow: Java 17 or later is needed; install it, or set JAVA_HOME to the folder where it is 1>&2
exit /b 1

:build
if exist "%JAR%" goto start
where mvn >nul 2>&1
if not errorlevel 1 goto maven
echo weightflow: Maven 3.8 or later is needed to build weightflow; install it so that mvn is on the PATH 1>&2
exit /b 1
:maven
echo weightflow: building weightflow (first use takes a few minutes)... 1>&2
if not exist "%ROOT%\target" mkdir "%ROOT%\target"
pushd "%ROOT%"
call mvn -q -B -DskipTests package >"%LOG%" 2>&1
set "CODE=%ERRORLEVEL%"
popd
if "%CODE%"=="0" goto start
echo weightflow: the build failed; see "%LOG%" 1>&2
exit /b 1

:start
rem Another collector may be asked for, and Java refuses two.
set "COLLECTOR=-XX:+UseSerialGC"
if defined WEIGHTFLOW_JAVA_OPTS set "COLLECTOR=-XX:-UsePerfData"
"%JAVA%" "@%ROOT%\tools\jvm.options" %COLLECTOR% %WEIGHTFLOW_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
