"""What every register shares: from one declaration come workflow, API, figures, Excel, documents and console pages."""
