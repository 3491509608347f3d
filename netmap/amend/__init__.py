"""Tables changed cell by cell, whatever their format: everything else stays, all or nothing."""
