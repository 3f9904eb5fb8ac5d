/* SPDX-License-Identifier: MIT */
/* Where the tools stand: beside the program that runs. */
#ifndef GEO_TOOLS_OWN_FOLDER_H
#define GEO_TOOLS_OWN_FOLDER_H

enum { PATH_SIZE = 4096 };

/* The folder that holds this program, with its slash; "" when the system does not say. */
const char *own_folder(void);

#endif
