# The ILCompiler package gives each library that it builds this variable, the library for OpenSSL does not ask for it, and CMake
# warns of a variable that nobody has read. It is read here.
set(seen "${CLR_CMAKE_TARGET_UNIX}")
